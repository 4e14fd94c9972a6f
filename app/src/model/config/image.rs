//! What an Image tag says of how its picture is shown, with the defaults that today's editor really applies. What is not
//! said is `None` where this editor does better than a fixed default.

use super::LabelConfig;
use super::node::Attrs;
use super::tag::Tag;

#[derive(Clone, Debug, PartialEq)]
pub struct ImageLook {
    pub smoothing: bool,
    /// The picture can be zoomed at all.
    pub zoom: bool,
    pub zoom_control: bool,
    /// One step of a button or key; the editor's own where none is given.
    pub zoom_by: Option<f64>,
    /// It can be made smaller than it fits, unless that is forbidden.
    pub negative_zoom: bool,
    pub default_zoom: DefaultZoom,
    /// CSS lengths of the room around the picture.
    pub width: Option<String>,
    pub max_width: Option<String>,
    pub height: Option<String>,
    pub max_height: Option<String>,
    /// From 0, left, to 1, right.
    pub horizontal: Option<f64>,
    pub vertical: Option<f64>,
    pub grid: bool,
    /// In pixels of the image.
    pub grid_size: f64,
    pub grid_color: String,
    pub crosshair: bool,
    pub brightness_control: bool,
    pub contrast_control: bool,
    pub rotate_control: bool,
    /// Regions can be selected and moved by a tool of their own.
    pub selection_control: bool,
    pub cross_origin: CrossOrigin,
    /// Names at regions; as the person wants it where the config does not say.
    pub show_labels: Option<bool>,
}

/// How large the picture is at first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DefaultZoom {
    /// As large as fits, very small pictures enlarged.
    #[default]
    Unsaid,
    /// As large as fits, but not enlarged.
    Auto,
    /// One pixel is one pixel.
    Original,
    /// As large as fits.
    Fit,
}

/// How the picture is asked for from another origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CrossOrigin {
    #[default]
    None,
    Anonymous,
    UseCredentials,
}

impl CrossOrigin {
    /// The value of the attribute of that name; `None`: without it.
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Anonymous => Some("anonymous"),
            Self::UseCredentials => Some("use-credentials"),
        }
    }
}

impl ImageLook {
    /// How the picture of an object is asked for: as the config says, or so that its pixels can be read where one of its
    /// tools has to. All who ask for it must ask alike, or a browser serves one with what it kept for the other.
    pub fn asked_as(&self, config: &LabelConfig, object: &str) -> CrossOrigin {
        let reads_pixels = || config.controls_of(object).any(|control| control.tag == Tag::Magicwand);
        if self.cross_origin == CrossOrigin::None && reads_pixels() {
            CrossOrigin::Anonymous
        } else {
            self.cross_origin
        }
    }

    pub fn of(attrs: &Attrs) -> Self {
        let said = |name: &str| attrs.get(name).is_some().then(|| attrs.bool_or(name, true));
        let positive = |name: &str| attrs.number(name).filter(|number| *number > 0.0);
        let place = |name: &str| match attrs.get(name)? {
            "left" | "top" => Some(0.0),
            "center" => Some(0.5),
            "right" | "bottom" => Some(1.0),
            _ => None,
        };
        Self {
            smoothing: attrs.bool_or("smoothing", true),
            zoom: attrs.bool_or("zoom", true),
            selection_control: attrs.bool_or("selectionControl", true),
            zoom_control: attrs.bool_or("zoomControl", true),
            zoom_by: attrs.number("zoomBy").filter(|by| *by > 1.0),
            negative_zoom: attrs.bool_or("negativeZoom", true),
            default_zoom: match attrs.get("defaultZoom") {
                Some("auto") => DefaultZoom::Auto,
                Some("original") => DefaultZoom::Original,
                Some("fit") => DefaultZoom::Fit,
                _ => DefaultZoom::Unsaid,
            },
            width: attrs.text("width"),
            max_width: attrs.text("maxWidth"),
            height: attrs.text("height"),
            max_height: attrs.text("maxHeight"),
            horizontal: place("horizontalAlignment"),
            vertical: place("verticalAlignment"),
            grid: attrs.bool_or("grid", false),
            grid_size: positive("gridSize").unwrap_or(30.0),
            grid_color: attrs.text("gridColor").unwrap_or_else(|| "#EEEEF4".to_owned()),
            crosshair: attrs.bool_or("crosshair", false),
            brightness_control: attrs.bool_or("brightnessControl", true),
            contrast_control: attrs.bool_or("contrastControl", true),
            rotate_control: attrs.bool_or("rotateControl", true),
            cross_origin: match attrs.get("crossOrigin") {
                Some("anonymous") => CrossOrigin::Anonymous,
                Some("use-credentials") => CrossOrigin::UseCredentials,
                _ => CrossOrigin::None,
            },
            show_labels: said("showLabels"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::config::LabelConfig;

    fn look(attrs: &str) -> ImageLook {
        let config =
            LabelConfig::parse(&format!(r#"<View><Image name="i" value="$i" {attrs}/></View>"#)).unwrap();
        let node = config.objects().first().unwrap().node;
        ImageLook::of(&config.node(node).unwrap().attrs)
    }

    #[test]
    fn a_plain_image_can_be_zoomed_turned_and_lit() {
        let look = look("");
        assert!(look.zoom && look.zoom_control && look.smoothing && look.negative_zoom);
        assert!(look.rotate_control && look.brightness_control && look.contrast_control);
        assert!(!look.grid && !look.crosshair);
        assert_eq!((look.grid_size, look.default_zoom, look.zoom_by), (30.0, DefaultZoom::Unsaid, None));
        assert_eq!((look.cross_origin.attribute(), look.show_labels), (None, None));
    }

    #[test]
    fn what_a_config_says_of_its_picture_holds() {
        let look = look(
            r#"zoom="false" zoomBy="1.5" defaultZoom="original" grid="true" gridSize="50" crossOrigin="anonymous"
               horizontalAlignment="right" verticalAlignment="center" showLabels="false" maxWidth="750px""#,
        );
        assert!(!look.zoom && look.grid);
        assert_eq!(
            (look.zoom_by, look.default_zoom, look.grid_size),
            (Some(1.5), DefaultZoom::Original, 50.0)
        );
        assert_eq!((look.horizontal, look.vertical), (Some(1.0), Some(0.5)));
        assert_eq!((look.cross_origin.attribute(), look.show_labels), (Some("anonymous"), Some(false)));
        assert_eq!(look.max_width.as_deref(), Some("750px"));
    }

    #[test]
    fn a_tool_that_reads_pixels_has_the_picture_asked_for_with_leave() {
        let wand = r#"<View><Image name="i" value="$i"/><Image name="j" value="$j"/><BrushLabels name="l" toName="i"><Label value="A"/></BrushLabels><Magicwand name="m" toName="i"/></View>"#;
        let config = LabelConfig::parse(wand).unwrap();
        assert_eq!(look("").asked_as(&config, "i"), CrossOrigin::Anonymous);
        assert_eq!(look("").asked_as(&config, "j"), CrossOrigin::None);
        let said = look(r#"crossOrigin="use-credentials""#);
        assert_eq!(said.asked_as(&config, "i"), CrossOrigin::UseCredentials);
    }

    #[test]
    fn nonsense_leaves_the_defaults() {
        let look = look(r#"zoomBy="0.5" gridSize="-3" defaultZoom="huge" horizontalAlignment="up""#);
        assert_eq!((look.zoom_by, look.grid_size, look.horizontal), (None, 30.0, None));
        assert_eq!(look.default_zoom, DefaultZoom::Unsaid);
    }
}
