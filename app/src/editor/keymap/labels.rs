//! Keys that labels meet: those that a config is warned of, and those that are never handed out.

use super::{ACTIONS, Action, kept};
use crate::editor::image::tools::kit::Kit;
use crate::editor::keys::Command;
use crate::editor::state::Tool;
use crate::model::config::{LabelConfig, Tag};
use crate::model::hotkeys::{Key, Reserved};

/// The editor's own keys, by default, where a config has a use for them. A label may name one and then has it; whoever
/// writes the config is told what is lost.
pub fn reserved(config: &LabelConfig) -> Vec<Reserved> {
    let used = ACTIONS.iter().filter(|action| is_used(action, config));
    used.flat_map(|action| {
        let name = format!("\"{}\" ({})", action.words(), action.id);
        action.defaults().into_iter().map(move |key| Reserved { key, name: name.clone() })
    })
    .collect()
}

fn is_used(action: &Action, config: &LabelConfig) -> bool {
    let kits = || {
        let images = config.objects().iter().filter(|object| object.tag == Tag::Image);
        images.map(|image| Kit::of(config, &image.name))
    };
    action.context.is_in(config)
        && match action.command {
            Command::Tool(tool) => kits().any(|kit| kit.asked(tool, Tool::Auto).is_some()),
            Command::ToolSize { .. } => kits().any(|kit| kit.has_masks()),
            _ => true,
        }
}

/// Keys that are not handed out to labels: the most common ones of tools, what opens the help, and what a person chose.
/// The others are: labels need them more, and there are other ways to what they do.
pub fn kept_clear() -> Vec<Reserved> {
    let common = ["tool:rect", "tool:pan-image", "region:unselect", "editor:help"];
    let defaults = common.into_iter().filter_map(Action::of).flat_map(Action::defaults);
    let named = |key: Key| Reserved { name: key.to_string(), key };
    defaults.chain(kept::chosen_keys()).map(named).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::config::lint::lint;

    fn told(xml: &str) -> Vec<String> {
        let config = LabelConfig::parse(xml).unwrap();
        lint(xml, &config, &reserved(&config)).into_iter().map(|warning| warning.message).collect()
    }

    #[test]
    fn a_labels_key_that_the_editor_has_is_told_where_the_config_is_written() {
        let boxes = |key: &str| {
            format!(
                "<View><Image name='i' value='$i'/><RectangleLabels name='l' toName='i'>\
                 <Label value='A' hotkey='{key}'/></RectangleLabels></View>"
            )
        };
        for (key, id) in [("r", "tool:rect"), ("ctrl+enter", "annotation:submit"), ("v", "tool:move")] {
            let all = told(&boxes(key));
            assert!(all.len() == 1 && all[0].contains(id) && all[0].contains("it picks \"A\""), "{all:?}");
        }
        assert!(told(&boxes("b")).is_empty(), "there is no brush");
        assert!(told(&boxes("1")).is_empty());
    }

    #[test]
    fn a_text_has_no_tools_to_collide_with() {
        let xml = "<View><Text name='t' value='$t'/><Labels name='l' toName='t'><Label value='A' hotkey='r'/>\
                   <Label value='B' hotkey='u'/></Labels></View>";
        let all = told(xml);
        assert!(all.len() == 1 && all[0].contains("region:unselect"), "{all:?}");
    }

    #[test]
    fn a_rating_that_takes_a_key_of_the_editor_is_told_too() {
        let xml = "<View><Text name='t' value='$t'/><Rating name='r' toName='t' hotkey='alt+r'/></View>";
        assert!(told(xml).iter().any(|message| message.contains("region:relation")), "{:?}", told(xml));
    }
}
