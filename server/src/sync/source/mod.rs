//! One run of a source storage: listing, pure diff, pure plan, writing.
