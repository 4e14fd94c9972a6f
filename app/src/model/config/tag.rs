//! The names of tags and what each is for. Knows nothing of attributes or of any one config.

/// What a tag is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Shows data of the task.
    Object,
    /// Takes what a person says of an object.
    Control,
    /// A part of another tag: a label, a choice, a channel.
    Part,
    /// Layout and text around the work.
    Visual,
    /// Not known to us: kept, shown as a placeholder.
    Unknown,
}

/// What regions on an image look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shape {
    Rectangle,
    Ellipse,
    Polygon,
    KeyPoint,
    Brush,
    Bitmask,
    Vector,
}

macro_rules! tags {
    ($($variant:ident $role:ident $($alias:literal)*;)*) => {
        /// A tag of a labeling config. Names are compared without regard to case.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum Tag {
            $($variant,)*
            /// Any other, as written.
            Unknown(String),
        }

        impl Tag {
            /// Every known tag, for look-ups and hints.
            pub const KNOWN: &'static [Tag] = &[$(Tag::$variant),*];

            pub fn parse(name: &str) -> Self {
                $(
                    if name.eq_ignore_ascii_case(stringify!($variant)) $(|| name.eq_ignore_ascii_case($alias))* {
                        return Self::$variant;
                    }
                )*
                Self::Unknown(name.to_owned())
            }

            /// The name as people write it.
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$variant => stringify!($variant),)*
                    Self::Unknown(name) => name,
                }
            }

            pub const fn role(&self) -> Role {
                match self {
                    $(Self::$variant => Role::$role,)*
                    Self::Unknown(_) => Role::Unknown,
                }
            }
        }
    };
}

tags! {
    Audio Object "audioplus";
    Image Object;
    Text Object;
    HyperText Object;
    Paragraphs Object;
    List Object;
    Table Object;
    TimeSeries Object;
    Video Object;
    Pdf Object;
    PagedView Visual;
    CustomInterface Object;
    Chat Object;
    Labels Control;
    Choices Control;
    Taxonomy Control;
    TextArea Control;
    Rating Control;
    Number Control;
    DateTime Control;
    Pairwise Control;
    Ranker Control;
    Rectangle Control;
    RectangleLabels Control;
    Ellipse Control;
    EllipseLabels Control;
    Polygon Control;
    PolygonLabels Control;
    KeyPoint Control;
    KeyPointLabels Control;
    Brush Control;
    BrushLabels Control;
    Bitmask Control;
    BitmaskLabels Control;
    Vector Control;
    VectorLabels Control;
    Magicwand Control;
    HyperTextLabels Control "htmllabels";
    ParagraphLabels Control;
    TimeSeriesLabels Control;
    TimelineLabels Control;
    VideoRectangle Control;
    Label Part;
    Choice Part;
    Channel Part;
    MultiChannel Part;
    Bucket Part;
    Relation Part;
    Relations Part;
    Shortcut Part;
    View Visual;
    Header Visual;
    Style Visual;
    Collapse Visual;
    Panel Visual;
    Filter Visual;
    Dialog Visual;
    Markdown Visual;
    Repeater Visual;
}

impl Tag {
    /// The editor of this build works with it. Any other tag shows a placeholder, and its results are kept as they are.
    pub const fn is_served(&self) -> bool {
        !matches!(
            self,
            Self::Audio
                | Self::TimeSeries
                | Self::Channel
                | Self::MultiChannel
                | Self::Video
                | Self::Pdf
                | Self::CustomInterface
                | Self::Chat
                | Self::TimeSeriesLabels
                | Self::TimelineLabels
                | Self::VideoRectangle
                | Self::Unknown(_)
        )
    }

    /// It takes screen space of its own, and the editor can only say that it does not serve it yet.
    pub const fn shows_placeholder(&self) -> bool {
        !self.is_served() && !matches!(self.role(), Role::Part)
    }

    /// What its regions look like on an image, for controls that draw there with or without labels of their own.
    pub const fn shape(&self) -> Option<Shape> {
        Some(match self {
            Self::Rectangle | Self::RectangleLabels => Shape::Rectangle,
            Self::Ellipse | Self::EllipseLabels => Shape::Ellipse,
            Self::Polygon | Self::PolygonLabels => Shape::Polygon,
            Self::KeyPoint | Self::KeyPointLabels => Shape::KeyPoint,
            Self::Brush | Self::BrushLabels | Self::Magicwand => Shape::Brush,
            Self::Bitmask | Self::BitmaskLabels => Shape::Bitmask,
            Self::Vector | Self::VectorLabels => Shape::Vector,
            _ => return None,
        })
    }

    /// It offers labels for regions.
    pub const fn is_labels(&self) -> bool {
        matches!(
            self,
            Self::Labels
                | Self::RectangleLabels
                | Self::EllipseLabels
                | Self::PolygonLabels
                | Self::KeyPointLabels
                | Self::BrushLabels
                | Self::BitmaskLabels
                | Self::VectorLabels
                | Self::HyperTextLabels
                | Self::ParagraphLabels
        )
    }

    /// Its results can be the ones that make a region.
    pub const fn draws(&self) -> bool {
        self.shape().is_some() || self.is_labels()
    }

    /// It asks something of the task, of an item of it, or of a region.
    pub const fn asks(&self) -> bool {
        matches!(
            self,
            Self::Choices
                | Self::Taxonomy
                | Self::TextArea
                | Self::Rating
                | Self::Number
                | Self::DateTime
                | Self::Pairwise
                | Self::Ranker
        )
    }

    /// This control's results are of this `type`, which some programs write in other letters' case.
    pub fn writes(&self, kind: &str) -> bool {
        self.name().eq_ignore_ascii_case(kind)
    }

    /// The `type` of this control's results.
    pub fn result_type(&self) -> String {
        self.name().to_ascii_lowercase()
    }

    /// The key of a result's `value` that holds what this control says.
    pub fn value_key(&self) -> String {
        match self {
            Self::TextArea => "text".to_owned(),
            Self::Pairwise => "selected".to_owned(),
            _ => self.result_type(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_and_the_old_audio_tag_is_audio() {
        assert_eq!(Tag::parse("rectanglelabels"), Tag::RectangleLabels);
        assert_eq!(Tag::parse("TEXTAREA"), Tag::TextArea);
        assert_eq!(Tag::parse("AudioPlus"), Tag::Audio);
        assert_eq!(Tag::parse("Sparkle"), Tag::Unknown("Sparkle".to_owned()));
    }

    #[test]
    fn a_control_knows_the_type_of_its_results() {
        assert!(Tag::KNOWN.iter().all(|tag| tag.writes(&tag.result_type())));
        assert!(Tag::Labels.writes("Labels"));
        assert!(!Tag::Labels.writes("choices"));
    }

    #[test]
    fn only_what_the_editor_cannot_show_gets_a_placeholder() {
        assert!(Tag::Video.shows_placeholder());
        assert!(Tag::parse("ReactCode").shows_placeholder());
        assert!(!Tag::Style.shows_placeholder());
        assert!(!Tag::Taxonomy.shows_placeholder());
        assert!(!Tag::Channel.shows_placeholder());
        assert!(!Tag::View.shows_placeholder());
    }
}
