import { MongoClient, MongoServerError, type Db } from 'mongodb';

export type ReplicaSetOptions = {
  readonly port: number;
  readonly name: string;
  readonly signal: AbortSignal;
};

type ReplicaSetConfig = {
  version: number;
  members: { _id: number; host: string }[];
};

const NOT_YET_INITIALIZED = 94;

/**
 * Resolves when the mongod on `port` is the writable primary of a replica set of one. Initiates the set on empty data;
 * on data that were used under another port it makes the stored member's address the present one.
 */
export async function ensureReplicaSet({ port, name, signal }: ReplicaSetOptions): Promise<void> {
  const host = `127.0.0.1:${port}`;
  const client = new MongoClient(`mongodb://${host}/?directConnection=true`, {
    // Asked often while it does not listen yet; once it does, it may take its time on a busy machine.
    minHeartbeatFrequencyMS: 50,
    serverSelectionTimeoutMS: 5_000,
    connectTimeoutMS: 5_000,
    socketTimeoutMS: 10_000,
  });
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 }, { signal });
    if (hello['isWritablePrimary'] === true) return;
    const config = await readConfig(admin);
    if (config === undefined) await initiate(admin, name, host);
    else if (config.members[0]?.host !== host) await moveTo(admin, config, host);
    throw new Error('The replica set has no primary yet.');
  } finally {
    await client.close();
  }
}

async function readConfig(admin: Db): Promise<ReplicaSetConfig | undefined> {
  try {
    const answer = await admin.command({ replSetGetConfig: 1 });
    return answer['config'] as ReplicaSetConfig;
  } catch (fault) {
    if (fault instanceof MongoServerError && fault.code === NOT_YET_INITIALIZED) return undefined;
    throw fault;
  }
}

async function initiate(admin: Db, name: string, host: string): Promise<void> {
  await admin.command({ replSetInitiate: { _id: name, members: [{ _id: 0, host }] } });
}

async function moveTo(admin: Db, config: ReplicaSetConfig, host: string): Promise<void> {
  const [member] = config.members;
  const moved = { ...config, version: config.version + 1, members: [{ ...member, host }] };
  await admin.command({ replSetReconfig: moved, force: true });
}
