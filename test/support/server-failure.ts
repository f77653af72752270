const DUPLICATE_KEY = 11000;

/** What the failpoint `failCommand` needs besides the commands: a code, and for a duplicate key which one, as MongoDB always says. */
export type ServerFailure = { readonly errorCode: number; readonly errorExtraInfo?: object };

export function failWith(errorCode: number): ServerFailure {
  if (errorCode !== DUPLICATE_KEY) return { errorCode };
  return { errorCode, errorExtraInfo: { keyPattern: { _id: 1 }, keyValue: { _id: 'of another click' } } };
}
