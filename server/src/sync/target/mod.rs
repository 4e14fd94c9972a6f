//! Annotations on their way to a target storage: claim, outbox, push, restore.
