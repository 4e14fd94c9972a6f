//! Why an annotation cannot be handed in yet, or an answer not be taken. What is said of it is the front end's, in the
//! language of who reads it.

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// In words that are there already, such as the config's own.
    Said(String),
    /// Nothing is chosen.
    ChoiceRequired { control: String },
    /// Nothing is written.
    TextRequired { control: String },
    /// Nothing is answered; `kind` is the name of the tag.
    Required { kind: String, control: String },
    /// More is chosen than may be; `kind` is the name of the tag.
    TooMany { kind: String, control: String, selected: usize, most: u32 },
    /// A number that is below the least, above the largest, or between two steps.
    NumberMisfit {
        value: String,
        min: Option<String>,
        max: Option<String>,
        nearest: Option<(String, String)>,
    },
    /// A date before the first or after the last.
    DateMisfit { date: String, min: Option<String>, max: Option<String> },
    /// No more regions may have the label.
    LabelUsedUp { label: String, limit: u32 },
}

impl From<String> for Reason {
    fn from(words: String) -> Self {
        Self::Said(words)
    }
}
