/** Signs with a key that stays where it is: 64 bytes of Ed25519 (RFC 8032 §5.1.6). */
export type Sign = (message: Uint8Array) => Uint8Array

/** Whether an Ed25519 signature (64 bytes) over a message is of a raw 32-byte public key. Never throws on bad bytes. */
export type Verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean
