import { Type, type TLiteral, type TUnion } from 'typebox';

/**
 * What a schema says of one setting besides its type. The value of a `secret` is never shown, and of an `address` not what
 * may be a password. Both can be read from a file: see `variables.ts`.
 */
export type SettingNotes = {
  readonly description?: string;
  readonly secret?: boolean;
  readonly address?: boolean;
};

export const text = (description: string, value: string) => Type.String({ default: value, description, minLength: 1 });
export const optionalText = (description: string) => Type.Optional(Type.String({ description }));
export const whole = (description: string, value: number, minimum = 1, maximum?: number) =>
  Type.Integer({ default: value, minimum, ...(maximum !== undefined && { maximum }), description });
export const port = (description: string, value: number) => whole(description, value, 0, 65_535);

/** An address that may hold a user and a password. */
export const address = (description: string, value: string) =>
  Type.String({ default: value, description, minLength: 1, address: true });
export const httpAddress = (description: string) =>
  Type.Optional(Type.String({ pattern: '^https?://', address: true, description }));

export const secret = (description: string, minLength?: number) =>
  Type.Optional(Type.String({ ...(minLength !== undefined && { minLength }), secret: true, description }));

export const choice = <const C extends readonly string[]>(choices: C, value: C[number], description: string) =>
  Type.Union(choices.map((each) => Type.Literal(each as C[number])), { default: value, description }) as unknown as TUnion<
    TLiteral<C[number]>[]
  >;

/** The parts of a setting that holds several, separated by commas. */
export function listOf(value: string | undefined): readonly string[] {
  return (value ?? '').split(',').map((part) => part.trim()).filter((part) => part !== '');
}
