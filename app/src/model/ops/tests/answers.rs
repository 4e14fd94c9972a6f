//! Answers, of a task and of a region.
use super::*;

#[test]
fn answers_come_change_and_go() {
    let mut document = load(json!([boxed("a", "shape", "rectangle", json!({}))]));
    let choose = |region: Option<&str>, control: &str, choices: &[&str]| {
        say(control, region, &texts(choices), "newidnewid")
    };
    done(&mut document, &choose(None, "mood", &["Good"]));
    assert_eq!(
        document.to_json()[1],
        json!({"value": {"choices": ["Good"]}, "id": "newidnewid", "from_name": "mood", "to_name": "txt",
            "type": "choices", "origin": "manual"})
    );
    done(&mut document, &choose(Some("a"), "sure", &["Yes"]));
    let per_region = document.to_json()[1].clone();
    assert_eq!((&per_region["id"], &per_region["value"]["x"]), (&json!("a"), &json!(10.5)));
    assert_eq!(per_region["original_width"], 640);
    done(&mut document, &choose(None, "mood", &["Bad"]));
    assert_eq!(document.said("mood", None), ["Bad"]);
    done(&mut document, &choose(None, "mood", &[]));
    done(&mut document, &choose(Some("a"), "sure", &[]));
    assert_eq!(document.len(), 1);
    let wrong = choose(None, "box", &["x"]).plan(&document);
    assert!(matches!(wrong, Err(OpError::WrongControl { .. })));
}

#[test]
fn an_answer_stays_with_its_region_when_results_came_without_ids() {
    let mut shape = boxed("x", "box", "rectanglelabels", json!({"rectanglelabels": ["Cat"]}));
    shape.as_object_mut().unwrap().remove("id");
    let mut document = load(json!([shape.clone(), shape.clone(), shape]));
    let last = document.regions()[2].id.clone();
    done(&mut document, &say("reads", Some(&last), &texts(&["t"]), "n"));
    let first = document.regions()[0].id.clone();
    done(&mut document, &Operation::DeleteRegions { regions: vec![first] });
    let again = load(document.to_json());
    assert_eq!(again.regions().len(), 2);
    assert_eq!(again.said("reads", Of::Region(&last)), ["t"]);
    assert_eq!(again.region(&last), again.regions().last());
}

#[test]
fn what_the_config_chooses_from_the_start_is_chosen() {
    let xml = "<View><Text name='t' value='$t'/><Choices name='c' toName='t'><Choice value='A' selected='true' alias='a'/>\
               <Choice value='B' selected='true'/></Choices></View>";
    let config = crate::model::config::LabelConfig::parse(xml).unwrap();
    let operations = preselected(&config, &serde_json::Map::new(), &mut || "id".to_owned());
    assert_eq!(operations, [say("c", None, &texts(&["a"]), "id")]);
}
