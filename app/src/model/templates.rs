//! Labeling configs to start from, each with a task that shows it at work.

use super::config::LabelConfig;
use serde_json::{Map, Value, json};

/// A config to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// Name on the command line: `--template named-entities`.
    pub name: &'static str,
    pub title: &'static str,
    pub group: &'static str,
    /// One sentence.
    pub description: &'static str,
    pub xml: &'static str,
    sample: Sample,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sample {
    Review,
    Notice,
    Street,
}

/// Path of the picture that the image sample shows; the server carries it.
pub const SAMPLE_IMAGE: &str = "/assets/sample.svg";

/// All templates, in the order of the gallery.
pub const TEMPLATES: [Template; 3] = [
    Template {
        name: "text-classification",
        title: "Text classification",
        group: "Text",
        description: "Read a text and choose what it says.",
        xml: TEXT_CLASSIFICATION,
        sample: Sample::Review,
    },
    Template {
        name: "named-entities",
        title: "Named entities",
        group: "Text",
        description: "Mark people, places and other names in a text.",
        xml: NAMED_ENTITIES,
        sample: Sample::Notice,
    },
    Template {
        name: "object-detection",
        title: "Object detection",
        group: "Images",
        description: "Draw a box around each thing in a picture.",
        xml: OBJECT_DETECTION,
        sample: Sample::Street,
    },
];

impl Template {
    pub fn by_name(name: &str) -> Option<&'static Self> {
        TEMPLATES.iter().find(|template| template.name == name)
    }

    /// Data of a task that shows the template at work.
    pub fn sample_data(&self) -> Map<String, Value> {
        let (key, value) = match self.sample {
            Sample::Review => (
                "text",
                json!(
                    "The kettle boils in two minutes and keeps quiet about it. The lid, though, has never closed right."
                ),
            ),
            Sample::Notice => (
                "text",
                json!(
                    "On 3 May, Amara Lindqvist opened the new harbour library in Tromsø. Norlys Energi paid for the \
                     roof, which cost 2.4 million kroner."
                ),
            ),
            Sample::Street => ("image", json!(SAMPLE_IMAGE)),
        };
        Map::from_iter([(key.to_owned(), value)])
    }

    /// The template's config, read.
    pub fn config(&self) -> LabelConfig {
        LabelConfig::parse(self.xml).unwrap_or_default()
    }
}

const TEXT_CLASSIFICATION: &str = r#"<View>
  <Text name="text" value="$text"/>
  <Header value="What is the mood of this text?"/>
  <Choices name="mood" toName="text" choice="single" showInline="true" required="true">
    <Choice value="Positive"/>
    <Choice value="Neutral"/>
    <Choice value="Negative"/>
  </Choices>
</View>
"#;

const NAMED_ENTITIES: &str = r##"<View>
  <Labels name="entity" toName="text">
    <Label value="Person" background="#d64550"/>
    <Label value="Organization" background="#e8833a"/>
    <Label value="Place" background="#2a9d5c"/>
    <Label value="Date" background="#2f7ed8"/>
    <Label value="Amount" background="#8a63d2"/>
  </Labels>
  <Text name="text" value="$text"/>
</View>
"##;

const OBJECT_DETECTION: &str = r##"<View>
  <RectangleLabels name="thing" toName="image">
    <Label value="Person" background="#d64550"/>
    <Label value="Vehicle" background="#2f7ed8"/>
    <Label value="Animal" background="#2a9d5c"/>
    <Label value="Sign" background="#e8833a"/>
  </RectangleLabels>
  <Image name="image" value="$image"/>
</View>
"##;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn every_template_works_with_its_sample_and_without_a_warning() {
        for template in TEMPLATES {
            let config = LabelConfig::parse(template.xml).unwrap();
            assert!(config.warnings().is_empty(), "{}: {:?}", template.name, config.warnings());
            assert!(config.has_served_control());
            let data = template.sample_data();
            for key in config.data_keys() {
                assert!(data.contains_key(key), "{} reads {key}", template.name);
            }
            assert_eq!(Template::by_name(template.name), Some(&template));
            assert_eq!(template.config(), config);
        }
    }
}
