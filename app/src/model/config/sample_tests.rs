#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::model::data;
use crate::model::ranking;
use crate::model::text::Dialogue;

fn of(xml: &str) -> (LabelConfig, Map<String, Value>) {
    let config = LabelConfig::parse(xml).unwrap();
    let data = sample_data(&config);
    (config.for_task(&data).into_owned(), data)
}

#[test]
fn every_object_gets_what_it_can_show() {
    let (config, data) = of(r#"<View>
        <Header value="$title"/><Image name="i" value="$image"/><Image name="p" valueList="$pages"/>
        <Text name="t" value="$text"/><Text name="c" value="$coded" encoding="base64"/>
        <HyperText name="h" value="$html"/><Paragraphs name="d" value="$talk" nameKey="who" textKey="said"/>
        <List name="l" value="$list"/><Table name="j" value="$table"/>
        <Table name="s" value="$sheet" valueType="csv,separator=;"/>
        <Text name="u" value="$address" valueType="url"/></View>"#);
    let value = |name: &str| {
        let object = config.object(name).unwrap();
        data::resolve(object.value_list.as_deref().unwrap_or(&object.value), &data)
    };
    assert!(value("i").as_str().unwrap().starts_with("/assets/"));
    assert!(value("p").as_array().unwrap().len() > 1);
    assert_eq!(value("t"), json!(TEXT));
    let coded = base64::decode(value("c").as_str().unwrap()).unwrap();
    assert_eq!(String::from_utf8(coded).unwrap(), TEXT);
    assert!(value("h").as_str().unwrap().contains("<p>"));
    assert_eq!(Dialogue::read(&value("d"), "who", "said").unwrap().authors(), ["Ines", "Tomo"]);
    assert_eq!(ranking::items(&value("l")).len(), 3);
    assert!(tables::table(&value("j"), Form::Json).unwrap().pairs);
    let (form, _) = tables::value_type("csv,separator=;");
    assert_eq!(tables::table(&value("s"), form).unwrap().rows[0], ["Petrel", "Aldmoor", "12"]);
    assert!(value("u").as_str().unwrap().starts_with("/assets/"));
    assert_eq!(data["title"], json!(SENTENCE));
}

#[test]
fn the_lists_of_repeaters_have_entries_with_what_is_read_of_them() {
    let (config, data) = of(r#"<View><Repeater on="$talk" indexFlag="{{i}}">
        <Text name="t_{{i}}" value="$talk[{{i}}].text"/><Image name="p_{{i}}" value="$talk[{{i}}].more.pic"/>
        <Choices name="c_{{i}}" toName="t_{{i}}"><Choice value="Yes"/></Choices>
        <Repeater on="$talk[{{i}}].notes"><Text name="n_{{i}}_{{idx}}" value="$talk[{{i}}].notes[{{idx}}]"/></Repeater>
        </Repeater><Repeater on="$bare"><Header value="x"/></Repeater></View>"#);
    let names: Vec<&str> = config.objects().iter().map(|object| object.name.as_str()).collect();
    assert_eq!(names, ["t_0", "p_0", "n_0_0", "n_0_1", "t_1", "p_1", "n_1_0", "n_1_1"]);
    for object in config.objects() {
        assert!(data::resolve(&object.value, &data).is_string(), "{}", object.value);
    }
    assert_eq!(data["bare"], json!([{}, {}]));
}

#[test]
fn options_that_come_with_the_task_come_with_the_sample() {
    let (config, data) = of(r#"<View><Text name="t" value="$t"/>
        <Choices name="c" toName="t" value="$options"/><Taxonomy name="x" toName="t" value="$tree"/>
        <Labels name="l" toName="t" value="$kinds"/></View>"#);
    assert_eq!(config.control("c").unwrap().choices().unwrap().options_for(&data).len(), 2);
    assert_eq!(config.control("l").unwrap().labels().unwrap().options_for(&data).len(), 2);
    assert_eq!(data["tree"][0]["children"][0]["value"], json!("Ferry"));
}

#[test]
fn what_an_object_shows_wins_over_a_heading_that_reads_the_same() {
    let (_, data) =
        of(r#"<View><Header value="$pic"/><Header value="By $who."/><Image name="i" value="$pic"/></View>"#);
    assert_eq!(data["pic"], json!("/assets/sample.svg"));
    assert_eq!(data["who"], json!(WORD));
}

#[test]
fn a_place_far_behind_in_a_list_makes_no_long_list() {
    let (_, data) = of(r#"<View><Text name="t" value="$rows[4000000000].text"/></View>"#);
    assert_eq!(data["rows"], json!([]));
}

#[test]
fn only_what_data_lack_is_made_up() {
    let config =
        LabelConfig::parse(r#"<View><Text name="t" value="$t"/><Image name="i" value="$i"/></View>"#)
            .unwrap();
    let (data, made_up) = filled(&config, json!({"t": "own", "i": null, "x": 1}).as_object().unwrap());
    assert_eq!((&data["t"], &data["x"]), (&json!("own"), &json!(1)));
    assert_eq!(data["i"], json!("/assets/sample.svg"));
    assert_eq!(made_up, ["i"]);
}

#[test]
fn a_config_may_bring_an_example_in_a_comment() {
    let plain = "<View/><!-- note --><!-- {\"data\": {\"text\": \"a > b\"}} -->";
    assert_eq!(Value::Object(example(plain)), json!({"text": "a > b"}));
    assert_eq!(Value::Object(example("<!--{\"image\": \"x\"}--><View/>")), json!({"image": "x"}));
    for none in
        ["<View/>", "<!-- {\"annotations\": []} -->", "<!-- {broken -->", "<!-- {\"data\": 3} -->", "<!-- {"]
    {
        assert!(example(none).is_empty(), "{none}");
    }
}
