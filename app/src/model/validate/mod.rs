//! What is wrong with an annotation before it is handed in, and with a task's data before it is taken. Sentences for
//! people.

mod annotation;
mod task_data;

pub use annotation::{Problem, check, check_label, check_new_text, describe_choices_excess};
pub use task_data::{check_data, fit};
