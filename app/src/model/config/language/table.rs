//! The table itself. Names and defaults are facts of the field; where its documents and its code disagree, its code is
//! right. Families are shared, and what a tag says of itself comes before what its family says.

use super::{Attribute, Kind};

const fn of(name: &'static str, kind: Kind, default: &'static str) -> Attribute {
    Attribute { name, kind, default }
}
const fn text(name: &'static str) -> Attribute {
    of(name, Kind::Text, "")
}
const fn on(name: &'static str) -> Attribute {
    of(name, Kind::Flag, "true")
}
const fn off(name: &'static str) -> Attribute {
    of(name, Kind::Flag, "false")
}
const fn number(name: &'static str, default: &'static str) -> Attribute {
    of(name, Kind::Number, default)
}
const fn color(name: &'static str, default: &'static str) -> Attribute {
    of(name, Kind::Color, default)
}
const fn data(name: &'static str) -> Attribute {
    of(name, Kind::Data, "")
}
const fn one(name: &'static str, values: &'static [&'static str], default: &'static str) -> Attribute {
    of(name, Kind::OneOf(values), default)
}

pub type Family = &'static [Attribute];

const NAME: Attribute = of("name", Kind::Name, "");
const TO_NAME: Attribute = of("toName", Kind::Objects, "");
const KEY: Attribute = of("hotkey", Kind::Key, "");
const CSS: Attribute = of("style", Kind::Css, "");
const SHOWN: Attribute = data("value");
const SINGLE: Attribute = one("choice", &["single", "multiple"], "single");
const SIZES: &[&str] = &["small", "medium", "large"];
const GRANULARITIES: &[&str] = &["symbol", "word", "sentence", "paragraph"];

/// What any tag may carry. Without meaning on most, so known, and not offered.
pub const EVERYWHERE: Family = &[NAME, CSS, text("className"), text("idAttr"), KEY, text("value")];

/// What any control may carry.
pub const EVERY_CONTROL: Family = &[
    TO_NAME,
    off("perRegion"),
    off("perItem"),
    off("required"),
    text("requiredMessage"),
    one("displayMode", &["tag", "region-list"], "tag"),
    on("smart"),
    off("smartOnly"),
    text("resolver"),
    WHEN[0],
    WHEN[1],
    WHEN[2],
    WHEN[3],
    WHEN[4],
];

const WHEN: [Attribute; 5] = [
    one(
        "visibleWhen",
        &["region-selected", "no-region-selected", "choice-selected", "choice-unselected"],
        "",
    ),
    of("whenTagName", Kind::Control, ""),
    of("whenLabelValue", Kind::Labels, ""),
    of("whenChoiceValue", Kind::Choices, ""),
    text("whenRole"),
];

pub const CONDITIONS: Family = &WHEN;
pub const LOOK: Family = &[CSS, text("className"), text("idAttr")];
pub const OBJECT: Family = &[NAME, SHOWN];
pub const CONTROL: Family = &[NAME, TO_NAME];
pub const ANSWER: Family = &[off("required"), text("requiredMessage"), off("perRegion"), off("perItem")];
pub const LABELS: Family = &[
    SINGLE,
    on("showInline"),
    number("maxUsages", ""),
    off("allowEmpty"),
    data("value"),
    text("groupDepth"),
];
pub const SMART: Family = &[on("smart"), off("smartOnly")];
pub const STROKE: Family = &[
    number("opacity", "0.2"),
    number("fillOpacity", ""),
    color("fillColor", "#f48a42"),
    color("strokeColor", "#f48a42"),
    number("strokeWidth", "1"),
];
pub const ROTATES: Family = &[on("canRotate")];
pub const SNAPS: Family = &[one("snap", &["pixel", "none"], "none")];
pub const SMALL_POINTS: Family =
    &[one("pointSize", SIZES, "small"), one("pointStyle", &["rectangle", "circle"], "circle")];
pub const MEDIUM_POINTS: Family =
    &[one("pointSize", SIZES, "medium"), one("pointStyle", &["rectangle", "circle"], "rectangle")];
pub const THICK: Family = &[number("strokeWidth", "2")];
pub const FAINT: Family = &[number("opacity", "0.9"), color("fillColor", "transparent")];
pub const KEY_POINT: Family = &[
    number("opacity", "0.9"),
    color("fillColor", "#8bad00"),
    color("strokeColor", "#8bad00"),
    number("strokeWidth", "2"),
];
pub const BRUSH: Family = &[SINGLE, on("showInline"), number("maxUsages", ""), number("strokeWidth", "15")];
pub const VECTOR: Family = &[
    off("closable"),
    off("curves"),
    off("skeleton"),
    of("minPoints", Kind::NumberOr("none"), "none"),
    of("maxPoints", Kind::NumberOr("none"), "none"),
    number("pointSizeEnabled", "5"),
    number("pointSizeDisabled", "3"),
];
pub const RICH: Family = &[
    one("valueType", &["text", "url"], "text"),
    one("granularity", GRANULARITIES, "symbol"),
    one("saveTextResult", &["yes", "no"], ""),
    one("encoding", &["none", "base64", "base64unicode"], "none"),
    on("selectionEnabled"),
    color("highlightColor", ""),
    off("showLabels"),
    off("inline"),
    off("clickableLinks"),
    CSS,
];
pub const IMAGE: Family = &[
    data("valueList"),
    on("smoothing"),
    text("width"),
    text("height"),
    of("maxWidth", Kind::Text, "100%"),
    text("maxHeight"),
    on("zoom"),
    off("negativeZoom"),
    number("zoomBy", "1.1"),
    one("defaultZoom", &["auto", "original", "fit"], "fit"),
    on("zoomControl"),
    off("brightnessControl"),
    off("contrastControl"),
    off("rotateControl"),
    on("selectionControl"),
    off("crosshair"),
    off("grid"),
    number("gridSize", "30"),
    color("gridColor", "#EEEEF4"),
    one("horizontalAlignment", &["left", "center", "right"], "left"),
    one("verticalAlignment", &["top", "center", "bottom"], "top"),
    one("crossOrigin", &["none", "anonymous", "use-credentials"], "none"),
    off("showLabels"),
    text("resize"),
    off("lazyOff"),
];
pub const AUDIO: Family = &[
    number("defaultSpeed", "1"),
    number("defaultScale", "1"),
    number("defaultZoom", "1"),
    number("defaultVolume", "1"),
    KEY,
    text("sync"),
    of("height", Kind::Text, "96"),
    of("waveHeight", Kind::Text, "32"),
    off("spectrogram"),
    off("splitChannels"),
    of("decoder", Kind::Text, "webaudio"),
    of("player", Kind::Text, "html5"),
    off("muted"),
    on("zoom"),
    on("volume"),
    on("speed"),
    off("showLabels"),
    off("showScores"),
    number("cursorWidth", "2"),
    color("cursorColor", "#333"),
    on("autoCenter"),
    on("scrollParent"),
];
pub const VIDEO: Family = &[
    number("frameRate", "24"),
    text("sync"),
    off("muted"),
    number("height", "600"),
    number("timelineHeight", "64"),
    number("defaultPlaybackSpeed", "1"),
    number("minPlaybackSpeed", "0.25"),
    KEY,
];
pub const PARAGRAPHS: Family = &[
    one("valueType", &["json", "url"], "json"),
    data("audioUrl"),
    text("sync"),
    off("showPlayer"),
    one("saveTextResult", &["yes", "no"], ""),
    one("layout", &["none", "dialogue"], "none"),
    of("nameKey", Kind::Text, "author"),
    of("textKey", Kind::Text, "text"),
    off("contextScroll"),
    color("highlightColor", ""),
    off("showLabels"),
    one("granularity", GRANULARITIES, ""),
];
pub const TIME_SERIES: Family = &[
    one("valueType", &["url", "json"], "url"),
    text("timeColumn"),
    text("timeFormat"),
    text("timeDisplayFormat"),
    of("durationDisplayFormat", Kind::Text, ".0f"),
    of("sep", Kind::Text, ","),
    text("overviewChannels"),
    of("overviewWidth", Kind::Text, "25%"),
    off("fixedScale"),
    color("cursorColor", ""),
    text("sync"),
    off("multiAxis"),
    KEY,
];
pub const CHANNEL: Family = &[
    text("column"),
    text("legend"),
    text("units"),
    of("displayFormat", Kind::Text, ".1f"),
    number("height", "200"),
    color("strokeColor", "#f48a42"),
    number("strokeWidth", "1"),
    color("markerColor", "#f48a42"),
    number("markerSize", "0"),
    of("markerSymbol", Kind::Text, "circle"),
    text("timeRange"),
    text("dataRange"),
    on("showAxis"),
    on("showYAxis"),
    off("fixedScale"),
    of("interpolation", Kind::Text, "curveStep"),
];
pub const CHOICES: Family = &[
    one("choice", &["single", "single-radio", "multiple"], "single"),
    one("layout", &["select", "inline", "vertical"], "vertical"),
    off("showInline"),
    off("allowNested"),
    data("value"),
];
pub const CHOICE: Family = &[
    text("value"),
    text("alias"),
    off("selected"),
    KEY,
    text("hint"),
    text("html"),
    color("background", ""),
    color("color", ""),
    CSS,
];
pub const LABEL: Family = &[
    text("value"),
    color("background", ""),
    text("alias"),
    KEY,
    off("selected"),
    number("maxUsages", ""),
    text("hint"),
    off("showAlias"),
    of("aliasStyle", Kind::Css, "opacity: 0.6"),
    of("size", Kind::Text, "medium"),
    color("selectedColor", "#ffffff"),
    one("granularity", &["symbol", "word"], ""),
    text("html"),
    number("category", ""),
    text("groupCanContain"),
    text("model_index"),
];
pub const TEXT_AREA: Family = &[
    text("placeholder"),
    of("rows", Kind::Number, "1"),
    number("maxSubmissions", ""),
    off("editable"),
    off("transcription"),
    off("skipDuplicates"),
    one("displayMode", &["tag", "region-list"], "tag"),
    on("showSubmitButton"),
    on("allowSubmit"),
    data("value"),
    text("label"),
];
pub const TAXONOMY: Family = &[
    data("value"),
    off("leafsOnly"),
    off("showFullPath"),
    of("pathSeparator", Kind::Text, " / "),
    number("maxUsages", ""),
    text("placeholder"),
    data("apiUrl"),
    number("minWidth", ""),
    number("maxWidth", ""),
    text("dropdownWidth"),
    off("labeling"),
    off("legacy"),
];
pub const NUMBER: Family = &[
    number("min", ""),
    number("max", ""),
    number("step", "1"),
    number("defaultValue", ""),
    KEY,
    off("slider"),
];
pub const DATE_TIME: Family =
    &[text("only"), text("format"), text("min"), text("max"), text("step"), text("defaultValue"), KEY];
pub const RATING: Family = &[
    number("maxRating", "5"),
    number("defaultValue", "0"),
    one("size", SIZES, "medium"),
    of("icon", Kind::Text, "star"),
    KEY,
];
pub const CHAT: Family = &[
    text("messageRoles"),
    on("editable"),
    number("minMessages", ""),
    number("maxMessages", ""),
    text("llm"),
];

pub const LIST: Family = &[text("title")];
pub const TABLE: Family = &[of("valueType", Kind::Text, "json")];
pub const OPAQUE: Family = &[number("opacity", "1")];
pub const MAGIC_WAND: Family =
    &[number("opacity", "0.6"), number("blurRadius", "5"), number("defaultThreshold", "15")];
pub const PAIRWISE: Family = &[of("selectionStyle", Kind::Css, ""), text("leftClass"), text("rightClass")];
pub const RANKER: Family = &[text("title"), off("default")];
pub const MULTI_CHANNEL: Family =
    &[number("height", "200"), on("showAxis"), on("showYAxis"), off("fixedScale")];
pub const BUCKET: Family = &[NAME, text("title"), off("default")];
pub const RELATION: Family = &[text("value"), color("background", "")];
pub const RELATIONS: Family = &[one("choice", &["single", "multiple"], "multiple")];
pub const SHORTCUT: Family = &[text("value"), text("alias"), KEY, color("background", "#333333")];
pub const VIEW: Family = &[one("display", &["block", "inline"], "block")];
pub const HEADER: Family = &[SHOWN, number("size", "4"), off("underline")];
pub const STYLE: Family = &[text("value")];
pub const COLLAPSE: Family =
    &[on("accordion"), off("bordered"), off("open"), text("value"), number("size", "4"), CSS];
pub const PANEL: Family = &[SHOWN, CSS];
pub const FILTER: Family = &[
    TO_NAME,
    of("placeholder", Kind::Text, "Quick Filter"),
    number("minLength", "3"),
    KEY,
    CSS,
    off("caseSensetive"),
    off("caseSensitive"),
    on("cleanup"),
    NAME,
];
pub const MARKDOWN: Family = &[SHOWN];
pub const REPEATER: Family =
    &[data("on"), of("indexFlag", Kind::Text, "{{idx}}"), one("mode", &["pagination"], "")];
