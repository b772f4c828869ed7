/** A recipe to read: as high as it is, up to a point. */
import styles from './recipe-block.module.css';

export const RecipeBlock = ({ text }: { readonly text: string }) => <pre className={styles.recipe}>{text}</pre>;
