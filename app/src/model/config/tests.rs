#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;

fn error_of(xml: &str) -> ConfigError {
    LabelConfig::parse(xml).unwrap_err()
}

fn parsed(xml: &str) -> LabelConfig {
    LabelConfig::parse(xml).unwrap()
}

#[test]
fn an_empty_config_and_an_empty_view_are_fine() {
    for xml in ["", "  \n", "<View></View>", "<view/>", "<Text name='t' value='$t'/>"] {
        let config = parsed(xml);
        assert!(config.controls().is_empty(), "{xml}");
    }
    assert!(parsed("").root().is_none());
}

#[test]
fn tags_and_attributes_are_read_in_any_case() {
    let config = parsed(
        "<view><TEXT NAME='t' VALUE='$t'/><choices Name='c' TONAME='t' SHOWINLINE='true' Required='true'>\
         <choice VALUE='true' Alias='yes'/></choices></view>",
    );
    let control = config.control("c").unwrap();
    assert!(control.required);
    let choices = control.choices().unwrap();
    assert_eq!(choices.layout, Layout::Inline);
    assert_eq!(choices.options[0].value, "true");
    assert_eq!(choices.options[0].stored(), "yes");
}

#[test]
fn defaults_are_those_that_todays_editor_applies() {
    let config = parsed(
        "<View><Image name='i' value='$i'/><RectangleLabels name='r' toName='i'><Label value='A'/></RectangleLabels>\
         <Choices name='c' toName='i'><Choice value='x'/></Choices><TextArea name='a' toName='i'/><Header value='h'/></View>",
    );
    let ControlKind::ShapeLabels(Shape::Rectangle, labels, style) = &config.control("r").unwrap().kind else {
        panic!()
    };
    assert!(!labels.multiple && labels.inline);
    assert_eq!((style.opacity, style.stroke_width, style.can_rotate), (0.2, 1.0, true));
    let choices = config.control("c").unwrap().choices().unwrap();
    assert_eq!((choices.mode, choices.layout), (ChoiceMode::Single, Layout::Vertical));
    let area = config.control("a").unwrap().text_area().unwrap();
    assert_eq!((area.rows, area.editable, area.max_submissions), (1, false, None));
    let header = config.root().unwrap().children.last().map(Header::of).unwrap();
    assert_eq!((header.size, header.value.as_str()), (4, "h"));
}

#[test]
fn a_missing_to_name_is_filled_in_when_there_is_one_object() {
    let config =
        parsed("<View><Choices name='c'><Choice value='x'/></Choices><Text name='t' value='$t'/></View>");
    assert_eq!(config.control("c").unwrap().to_name(), "t");
    let error = error_of(
        "<View><Text name='t' value='$t'/><Image name='i' value='$i'/>\n<Choices name='c'><Choice value='x'/></Choices></View>",
    );
    assert_eq!((error.line, error.column), (2, 1));
    assert!(error.message.contains("\"t\" or \"i\""), "{error}");
    let error = error_of("<View><TextArea name='c'/></View>");
    assert!(error.message.contains("no named object tag"), "{error}");
}

#[test]
fn what_cannot_work_is_an_error_with_its_place_and_a_remedy() {
    let error = error_of("<View>\n  <Text name='t' value='$t'/>\n  <Labels name='l' toName='txet'/></View>");
    assert_eq!((error.line, error.column), (3, 3));
    assert!(error.message.contains("toName=\"txet\"") && error.message.contains("\"t\""), "{error}");
    let error = error_of("<View><Text name='t' value='$t'/>\n<Labels name='t' toName='t'/></View>");
    assert!(error.message.contains("is taken") && error.line == 2, "{error}");
    let error = error_of("<View><Text name='t' value='$t'/><Choices toName='t'/></View>");
    assert!(error.message.contains("has no name"), "{error}");
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let (_, errors) = LabelConfig::examine(
        "<View><Text name='t'/><Labels name='t' toName='a'/><Choices toName='b'/></View>",
    );
    assert_eq!(errors.len(), 3, "{errors:?}");
}

#[test]
fn unknown_tags_and_attributes_are_kept_and_reported() {
    let xml = "<View><Text name='t' value='$t'/><Chatt name='q' toName='t' mode='x'><Deep a='1'/></Chatt>\
               <Labels name='l' toName='t'><Label value='A' maxUsage='2'/></Labels><Video name='v' value='$v'/></View>";
    let config = parsed(xml);
    let warnings = lint::lint(xml, &config, &[]);
    let messages: Vec<&str> = warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert!(messages.iter().any(|m| m.contains("<Chatt>")), "{messages:?}");
    assert!(messages.iter().any(|m| m.contains("<Deep>")), "{messages:?}");
    assert!(messages.iter().any(|m| m.contains("maxUsage.") && m.contains("maxUsages")), "{messages:?}");
    assert!(messages.iter().any(|m| m.contains("<Video>")), "{messages:?}");
    let unknown = config.root().unwrap().walk().find(|node| node.written == "Chatt").unwrap();
    assert_eq!(unknown.attrs.get("MODE"), Some("x"));
}

#[test]
fn controls_inside_views_carry_the_conditions_around_them() {
    let config = parsed(
        "<View><Text name='t' value='$t'/><View visibleWhen='choice-selected' whenTagName='c' whenChoiceValue='A, B'>\
         <Choices name='d' toName='t' perRegion='true' whenLabelValue='P'><Choice value='x'/></Choices></View>\
         <Choices name='c' toName='t'><Choice value='A'/></Choices></View>",
    );
    let conditions = &config.control("d").unwrap().conditions;
    assert_eq!(conditions.len(), 2);
    assert_eq!(conditions[0].when, Some(VisibleWhen::ChoiceSelected));
    assert_eq!(conditions[0].choices, ["A", "B"]);
    assert_eq!((conditions[1].when, conditions[1].labels.as_slice()), (None, ["P".to_owned()].as_slice()));
    assert!(config.control("c").unwrap().conditions.is_empty());
}

#[test]
fn data_keys_come_in_document_order_and_an_objects_is_the_first() {
    let config = parsed(
        "<View><Header value='About $title'/><Text name='a' value='$items[0].text'/><Image name='b' value='$image'/>\
         <Text name='c' value='$items[1].text'/></View>",
    );
    assert_eq!(config.data_keys(), ["title", "items", "image"]);
    assert_eq!(config.first_data_key(), Some("items"));
    assert_eq!(parsed("<View><Header value='$x'/></View>").first_data_key(), Some("x"));
}

#[test]
fn a_repeaters_copies_are_left_to_the_task() {
    let config = parsed(
        "<View><Repeater on='$utterances'><Text name='u_{{idx}}' value='$utterances[{{idx}}].text'/>\
         <Choices name='c_{{idx}}' toName='u_{{idx}}'><Choice value='x'/></Choices></Repeater></View>",
    );
    assert!(config.controls().is_empty() && config.objects().is_empty());
    assert_eq!(config.data_keys(), ["utterances"]);
}

#[test]
fn nodes_are_found_by_their_place() {
    let config = parsed(
        "<View><Text name='t' value='$t'/><Choices name='c' toName='t'><Choice value='x'/></Choices></View>",
    );
    let control = config.control("c").unwrap();
    assert_eq!(config.node(control.node).unwrap().attrs.get("name"), Some("c"));
    assert_eq!(config.control_at(control.node), Some(control));
    assert_eq!(config.controls_of("t").count(), 1);
}

#[test]
fn options_that_say_nothing_are_errors_and_options_that_say_the_same_are_told() {
    let error = error_of(
        "<View><Text name='t' value='$t'/><Labels name='l' toName='t'>\n<View><Label value='A'/> <Label/></View></Labels></View>",
    );
    assert_eq!((error.line, error.column), (2, 26));
    assert!(error.message.contains("<Labels name=\"l\"> has no value"), "{error}");
    let config = parsed(
        "<View><Text name='t'/><Choices name='c' toName='t'><Choice value='A'/><Choice value='B' alias='A'/></Choices></View>",
    );
    let messages: Vec<&str> = config.warnings().iter().map(|warning| warning.message.as_str()).collect();
    assert!(messages.iter().any(|m| m.contains("it shows nothing")), "{messages:?}");
    assert!(messages.iter().any(|m| m.contains("\"A\" stands twice")), "{messages:?}");
}

#[test]
fn what_an_object_shows_may_stand_inside_it() {
    let config = parsed(
        "<View><Text name='a'>Some words.</Text><Text name='b'> $body </Text><HyperText name='h'><p>One</p></HyperText>\
         <Choices name='c' toName='a'><Choice>Yes</Choice></Choices></View>",
    );
    let value = |name: &str| config.object(name).unwrap().value.clone();
    assert_eq!([value("a"), value("b"), value("h")], ["Some words.", "$body", "<p>One</p>"]);
    assert_eq!(config.data_keys(), ["body"]);
    assert!(config.warnings().is_empty(), "{:?}", config.warnings());
}

#[test]
fn odd_but_legal_xml_is_read_as_the_field_reads_it() {
    let xml = "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\r\n<?editor hint?>\n<!-- a -- less comment: {\"data\": {}} -->\
        <VIEW\n className = 'a&quot;b'  STYLE=\"color:red\"><!-- <Text name='t'/> -->\n<text Name='t'\tValue='$a.b[0].c'/>\
        <Choices name='c' toName=' t ' Choice='multiple' showinline='false' layout='inline' perRegion='no'>\
        <Header value='Group'/><View><CHOICE value='&lt;b&gt; &amp; &#x1F600; &#39;'/></View><Choice><![CDATA[x < y]]></Choice></Choices>\
        <Labels name='l' toName='t,t2' value='$labels'/><Text name='t2' value='Dear $who, $a.b[1]!'/><Sparkle any='$thing'/></VIEW>\
        <!-- behind -->\n";
    let xml = xml.replace("-- less", "less");
    let config = parsed(&xml);
    let choices = config.control("c").unwrap().choices().unwrap();
    let said: Vec<&str> = choices.options.iter().map(ChoiceOption::stored).collect();
    assert_eq!(said, ["<b> & 😀 '", "x < y"]);
    assert_eq!((choices.mode, choices.layout), (ChoiceMode::Multiple, Layout::Vertical));
    assert!(!config.control("c").unwrap().per_region);
    assert_eq!(config.control("l").unwrap().to_names, ["t", "t2"]);
    assert_eq!(config.data_keys(), ["a", "labels", "who"]);
    let root = config.root().unwrap();
    assert_eq!(root.attrs.get("classname"), Some("a\"b"));
    let data = serde_json::json!({"a": {"b": [{"c": "deep"}, 7]}, "who": "Ines"});
    let shown = |name: &str| {
        crate::model::data::resolve_text(&config.object(name).unwrap().value, data.as_object().unwrap())
    };
    assert_eq!((shown("t").as_str(), shown("t2").as_str()), ("deep", "Dear Ines, 7!"));
}
