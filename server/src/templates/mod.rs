//! The gallery: labeling configs to start from, each with a task that shows it at work. Kept by the server alone, so that
//! nobody who labels loads it; the browser asks for it when the gallery opens.

mod list;
#[cfg(test)]
mod tests;

pub use list::TEMPLATES;

use crate::nearest::nearest;
use app::api::types::TemplateCard;
use serde_json::{Map, Value};

/// A config to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// Name on the command line: `--template named-entity-recognition`.
    pub name: &'static str,
    /// Shorter names that mean it too.
    pub aliases: &'static [&'static str],
    pub title: &'static str,
    pub group: &'static str,
    /// One sentence.
    pub description: &'static str,
    pub xml: &'static str,
    /// The data of its sample task: a JSON object.
    sample: &'static str,
}

impl Template {
    pub fn by_name(name: &str) -> Option<&'static Self> {
        TEMPLATES.iter().find(|template| template.names().any(|own| own == name))
    }

    /// What a name that no template has was probably meant to be.
    pub fn nearest_name(name: &str) -> &'static str {
        nearest(name, TEMPLATES.iter().flat_map(Self::names)).unwrap_or_default()
    }

    fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }

    /// Data of a task that shows the template at work.
    pub fn sample_data(&self) -> Result<Map<String, Value>, serde_json::Error> {
        serde_json::from_str(self.sample)
    }
}

/// The whole gallery in its order, as the browser shows it.
pub fn cards() -> Result<Vec<TemplateCard>, serde_json::Error> {
    let card = |template: &Template| {
        Ok(TemplateCard {
            name: template.name.to_owned(),
            title: template.title.to_owned(),
            group: template.group.to_owned(),
            description: template.description.to_owned(),
            xml: template.xml.to_owned(),
            sample: template.sample_data()?,
        })
    };
    TEMPLATES.iter().map(card).collect()
}
