//! Every text a person sees, in one table.
