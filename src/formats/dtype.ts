/** The number formats of safetensors that Alloy reads and writes. */

export type FloatDType = 'F64' | 'F32' | 'F16' | 'BF16' | 'F8_E4M3' | 'F8_E5M2';
export type IntegerDType = 'I64' | 'U64' | 'I32' | 'U32' | 'I16' | 'U16' | 'I8' | 'U8' | 'BOOL';
export type DType = FloatDType | IntegerDType;

interface DTypeFacts {
  /** Bytes per entry. */
  readonly bytes: number;
  readonly float: boolean;
  /** The number by which kernels know the format. */
  readonly code: number;
}

export const DTYPES: Readonly<Record<DType, DTypeFacts>> = {
  F32: { bytes: 4, float: true, code: 0 },
  F16: { bytes: 2, float: true, code: 1 },
  BF16: { bytes: 2, float: true, code: 2 },
  F8_E4M3: { bytes: 1, float: true, code: 3 },
  F8_E5M2: { bytes: 1, float: true, code: 4 },
  F64: { bytes: 8, float: true, code: 5 },
  I64: { bytes: 8, float: false, code: 16 },
  U64: { bytes: 8, float: false, code: 17 },
  I32: { bytes: 4, float: false, code: 18 },
  U32: { bytes: 4, float: false, code: 19 },
  I16: { bytes: 2, float: false, code: 20 },
  U16: { bytes: 2, float: false, code: 21 },
  I8: { bytes: 1, float: false, code: 22 },
  U8: { bytes: 1, float: false, code: 23 },
  BOOL: { bytes: 1, float: false, code: 24 },
};

export const isDType = (name: string): name is DType => Object.hasOwn(DTYPES, name);
export const isFloat = (dtype: DType): dtype is FloatDType => DTYPES[dtype].float;
