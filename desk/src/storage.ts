/** The database of the desk in this browser. All tabs share it. */

const NAME = "gazette-desk";
const VERSION = 1;

/** `sign-in`: what ends with a session. `copies`: texts that are being written. `settings`: choices of a person. */
export type StoreName = "sign-in" | "copies" | "settings";

/** The browser has no storage for us: a private window, a full disk, a setting. */
export class StorageUnavailable extends Error {}

/** For what goes on without storage. */
export function ignoreUnavailable(error: unknown): undefined {
  if (!(error instanceof StorageUnavailable)) throw error;
}

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const name of ["sign-in", "copies", "settings"] satisfies StoreName[]) request.result.createObjectStore(name);
    };
    request.onsuccess = () => {
      // Another tab has a newer desk that needs another database: let it go on.
      request.result.onversionchange = () => {
        request.result.close();
        opened = null;
      };
      // Browsers close it when they need room, or after a long time in the background.
      request.result.onclose = () => (opened = null);
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  }).catch((error: unknown) => {
    opened = null;
    throw new StorageUnavailable(String(error));
  });
  return opened;
}

/** A connection that is closing begins no transaction: the next request opens another one. */
function begin(database: IDBDatabase, store: StoreName, mode: IDBTransactionMode, options: IDBTransactionOptions): IDBTransaction {
  try {
    return database.transaction(store, mode, options);
  } catch (error) {
    opened = null;
    throw new StorageUnavailable(String(error));
  }
}

/** Run requests in one transaction. Resolves when it is complete; with `isStrict` it is on the disk then. */
async function run<T>(store: StoreName, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>, isStrict = false): Promise<T> {
  const transaction = begin(await open(), store, mode, isStrict ? { durability: "strict" } : {});
  return new Promise<T>((resolve, reject) => {
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(new StorageUnavailable(String(transaction.error ?? "aborted")));
  }).catch((error: unknown) => {
    throw error instanceof StorageUnavailable ? error : new StorageUnavailable(String(error));
  });
}

export const storage = {
  read: <T>(store: StoreName, key: string): Promise<T | undefined> => run(store, "readonly", (entries) => entries.get(key) as IDBRequest<T | undefined>),

  /** All entries whose keys begin with a prefix. */
  async list<T>(store: StoreName, prefix: string): Promise<[string, T][]> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    let keys: IDBValidKey[] = [];
    const values = await run(store, "readonly", (entries) => {
      // In the same transaction, so that no other tab writes in between.
      entries.getAllKeys(range).onsuccess = ({ target }) => (keys = target instanceof IDBRequest ? target.result : []);
      return entries.getAll(range) as IDBRequest<T[]>;
    });
    return keys.map((key, number) => [String(key), values[number] as T]);
  },

  write: (store: StoreName, key: string, value: unknown): Promise<IDBValidKey> => run(store, "readwrite", (entries) => entries.put(value, key), true),

  clear: (store: StoreName): Promise<undefined> => run(store, "readwrite", (entries) => entries.clear()),

  remove: (store: StoreName, key: string): Promise<undefined> => run(store, "readwrite", (entries) => entries.delete(key)),
};
