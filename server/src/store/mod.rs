//! SQL: schema, migrations, queries. Knows nothing of buckets or HTTP.

pub mod outbox;
