import { MongoClient, type Document } from 'mongodb';
import { toMember } from '../../ledger/mongo-facts.js';

const ANSWER_MS = 1500;

/**
 * Says why no primary was found among hosts that answer: the driver only says that it waited. Each host is asked by itself
 * what it is, which it answers to everybody. Undefined when none answers.
 */
export async function describeHosts(url: string): Promise<string | undefined> {
  const { hosts, replicaSet, tls, tlsCAFile } = new MongoClient(url).options;
  const encryption = { tls, ...(tlsCAFile !== undefined && { tlsCAFile }) };
  const answers = await Promise.all(hosts.map((host) => sayHello(host.toString(), encryption)));
  const [first] = answers.flatMap((hello, index) => (hello ? [describeHost(`The mongod at ${hosts[index]?.toString()}`, hello, replicaSet)] : []));
  return first;
}

async function sayHello(host: string, encryption: { readonly tls: boolean; readonly tlsCAFile?: string }): Promise<Document | undefined> {
  const times = { serverSelectionTimeoutMS: ANSWER_MS, connectTimeoutMS: ANSWER_MS, socketTimeoutMS: ANSWER_MS };
  const client = new MongoClient(`mongodb://${host}`, { directConnection: true, ...encryption, ...times });
  try {
    return await client.db('admin').command({ hello: 1 });
  } catch {
    return undefined;
  } finally {
    await client.close();
  }
}

function describeHost(place: string, hello: Document, asked = 'rs0'): string {
  const { setName } = toMember(hello);
  if (hello['isreplicaset'] === true) return `${place} waits for its replica set to be initiated: run rs.initiate() once.`;
  if (setName === undefined) {
    return `${place} is a server on its own, and MONGODB_URL asks for replica set ${asked}: start mongod with --replSet ${asked}, and run rs.initiate() once.`;
  }
  if (setName !== asked) return `${place} belongs to replica set ${setName}, and MONGODB_URL asks for ${asked}: correct one of the two.`;
  return `${place} answers, but replica set ${setName} has no primary: bring back enough members for a majority.`;
}
