import { userInfo } from 'node:os';

/** The name of the user who runs this process; its number where it has no name, as in many containers. */
export function operatingSystemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
