use super::House;
use crate::templates::TEMPLATES;
use serde_json::{Value, json};

#[actix_web::test]
async fn a_project_is_made_of_every_template_and_takes_its_sample() {
    let house = House::new().await;
    for (template, id) in TEMPLATES.iter().zip(1..) {
        let wish = json!({"title": template.title, "label_config": template.xml});
        let made = house.post("/api/projects/", wish).await.expect(201);
        assert_eq!((&made["id"], &made["label_config"]), (&json!(id), &json!(template.xml)));
        let sample = Value::Object(template.sample_data().unwrap());
        let done = house.post(&format!("/api/projects/{id}/import"), json!([sample])).await.expect(201);
        assert_eq!(done["task_count"], 1, "{}: {done}", template.name);
        let tasks = house.get(&format!("/api/tasks/?project={id}&fields=all")).await.expect(200);
        assert_eq!(tasks["tasks"][0]["data"], sample, "{}", template.name);
    }
}

#[actix_web::test]
async fn the_browser_asks_for_the_gallery_by_itself() {
    let house = House::new().await;
    let gallery = house.post("/fn/templates", json!({})).await.expect(200);
    let names: Vec<&str> =
        gallery.as_array().unwrap().iter().filter_map(|card| card["name"].as_str()).collect();
    let ours: Vec<&str> = TEMPLATES.iter().map(|template| template.name).collect();
    assert_eq!(names, ours);
    assert_eq!(gallery[0]["sample"]["image"], "/assets/sample-mammogram.svg");
}
