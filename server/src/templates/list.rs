//! What is in the gallery, and in which order. Each template is a config and a sample task in `gallery/`.

use super::Template;

/// A template whose files are called by its name.
macro_rules! template {
    ($group:expr, $name:literal $(or $alias:literal)?, $title:literal, $description:literal) => {
        Template {
            name: $name,
            aliases: &[$($alias)?],
            title: $title,
            group: $group,
            description: $description,
            xml: include_str!(concat!("gallery/", $name, ".xml")),
            sample: include_str!(concat!("gallery/", $name, ".json")),
        }
    };
}

const COMMUNITY_CONTRIBUTIONS: &str = "Community Contributions";
const COMPUTER_VISION: &str = "Computer Vision";
const CONVERSATIONAL_AI: &str = "Conversational AI";
const GENERATIVE_AI: &str = "Generative AI";
const NATURAL_LANGUAGE_PROCESSING: &str = "Natural Language Processing";
const RANKING_SCORING: &str = "Ranking & Scoring";
const STRUCTURED_DATA_PARSING: &str = "Structured Data Parsing";

/// All templates, in the order of the gallery: group by group.
pub const TEMPLATES: [Template; 44] = [
    template!(
        COMMUNITY_CONTRIBUTIONS,
        "breast-cancer-mammogram-classification",
        "Breast Cancer Mammogram Classification",
        "Judge a mammogram: breast density, findings, and an assessment from 0 to 6."
    ),
    template!(
        COMMUNITY_CONTRIBUTIONS,
        "html-ner-tagging",
        "HTML NER Tagging",
        "Mark people, organizations and other names in a page of HTML."
    ),
    template!(
        COMMUNITY_CONTRIBUTIONS,
        "ner-tagging-for-invoices-bio",
        "NER Tagging for Invoices (BIO Format)",
        "Mark the words of an invoice with tags that tell where each part begins and goes on."
    ),
    template!(
        COMMUNITY_CONTRIBUTIONS,
        "ocr-invoices-pre-ner-bio",
        "OCR Invoices Pre-NER BIO Format",
        "Box the words of an invoice's picture, tag each one, and write down what it says."
    ),
    template!(
        COMMUNITY_CONTRIBUTIONS,
        "two-level-sentiment-analysis",
        "Two-Level Sentiment Analysis of X / Twitter posts",
        "Choose how a post feels, then in what way."
    ),
    template!(
        COMPUTER_VISION,
        "image-captioning",
        "Image Captioning",
        "Describe a picture in a sentence or two."
    ),
    template!(
        COMPUTER_VISION,
        "image-classification",
        "Image Classification",
        "Look at a picture and choose what it shows."
    ),
    template!(
        COMPUTER_VISION,
        "inventory-tracking",
        "Inventory Tracking",
        "Outline the products on a shelf, with a list of products that comes with each picture."
    ),
    template!(
        COMPUTER_VISION,
        "keypoint-labeling",
        "Keypoint Labeling",
        "Put named points on a figure, such as its joints."
    ),
    template!(
        COMPUTER_VISION,
        "medical-image-classification-with-bounding-boxes",
        "Medical Image Classification with Bounding Boxes",
        "Box what is found in a medical image, and choose what the whole of it means."
    ),
    template!(
        COMPUTER_VISION,
        "multi-page-document-annotation",
        "Multi-page document annotation",
        "Box the parts of a document that has several pages."
    ),
    template!(
        COMPUTER_VISION,
        "object-detection-with-bounding-boxes" or "object-detection",
        "Object Detection with Bounding Boxes",
        "Draw a box around each thing in a picture."
    ),
    template!(
        COMPUTER_VISION,
        "optical-character-recognition",
        "Optical Character Recognition",
        "Box or outline each piece of writing in a picture, and write down what it says."
    ),
    template!(
        COMPUTER_VISION,
        "semantic-segmentation-with-masks",
        "Semantic Segmentation with Masks",
        "Paint over every part of a picture with the kind of thing it is."
    ),
    template!(
        COMPUTER_VISION,
        "semantic-segmentation-with-polygons",
        "Semantic Segmentation with Polygons",
        "Outline every part of a picture with the kind of thing it is."
    ),
    template!(
        COMPUTER_VISION,
        "visual-genome",
        "Visual Genome",
        "Box the objects, attributes and relationships of a picture, from lists that come with it."
    ),
    template!(
        COMPUTER_VISION,
        "visual-question-answering",
        "Visual Question Answering",
        "Answer a question about a picture, and mark what the question asks about."
    ),
    template!(
        CONVERSATIONAL_AI,
        "coreference-resolution-and-entity-linking",
        "Coreference Resolution & Entity Linking",
        "Mark the words that speak of somebody or something, and link those that mean the same."
    ),
    template!(
        CONVERSATIONAL_AI,
        "intent-classification-and-slot-filling",
        "Intent Classification and Slot Filling",
        "Choose what a speaker wants, and mark the details they name."
    ),
    template!(
        CONVERSATIONAL_AI,
        "response-generation",
        "Response Generation",
        "Read a conversation and write its next turn."
    ),
    template!(
        CONVERSATIONAL_AI,
        "response-selection",
        "Response Selection",
        "Choose the reply that goes on with a conversation best."
    ),
    template!(
        GENERATIVE_AI,
        "chatbot-model-assessment",
        "Chatbot Model Assessment",
        "Give stars to a chatbot's conversation, and name what is wrong with it."
    ),
    template!(
        GENERATIVE_AI,
        "human-preference-collection-for-rlhf",
        "Human Preference collection for RLHF",
        "Choose the better of two answers to a prompt."
    ),
    template!(
        GENERATIVE_AI,
        "llm-ranker",
        "LLM Ranker",
        "Sort the answers of several models into good and poor ones, best first."
    ),
    template!(
        GENERATIVE_AI,
        "llm-response-grading",
        "LLM Response Grading",
        "Give stars to a model's response: is it correct, complete and clear?"
    ),
    template!(
        GENERATIVE_AI,
        "supervised-language-model-fine-tuning",
        "Supervised Language Model Fine-tuning",
        "Write the answer to a prompt that a model should learn to give."
    ),
    template!(
        GENERATIVE_AI,
        "visual-ranker",
        "Visual Ranker",
        "Put pictures that were made for a prompt into order, best first."
    ),
    template!(
        NATURAL_LANGUAGE_PROCESSING,
        "content-moderation",
        "Content Moderation",
        "Tell what is in a comment and what shall happen to it."
    ),
    template!(
        NATURAL_LANGUAGE_PROCESSING,
        "machine-translation",
        "Machine Translation",
        "Write the translation of a text."
    ),
    template!(
        NATURAL_LANGUAGE_PROCESSING,
        "named-entity-recognition" or "named-entities",
        "Named Entity Recognition",
        "Mark people, places and other names in a text."
    ),
    template!(
        NATURAL_LANGUAGE_PROCESSING,
        "question-answering",
        "Question Answering",
        "Mark the words of a passage that answer a question."
    ),
    template!(
        NATURAL_LANGUAGE_PROCESSING,
        "relation-extraction",
        "Relation Extraction",
        "Mark names in a text, and link them by what they have to do with each other."
    ),
    template!(
        NATURAL_LANGUAGE_PROCESSING,
        "taxonomy",
        "Taxonomy",
        "Choose what a text is about from a tree of subjects."
    ),
    template!(
        NATURAL_LANGUAGE_PROCESSING,
        "text-classification",
        "Text Classification",
        "Read a text and choose what it says."
    ),
    template!(
        NATURAL_LANGUAGE_PROCESSING,
        "text-summarization",
        "Text Summarization",
        "Tell a text in a sentence or two."
    ),
    template!(
        RANKING_SCORING,
        "content-based-image-retrieval",
        "Content-based Image Retrieval",
        "Choose which of the pictures found show the same as the one looked for."
    ),
    template!(
        RANKING_SCORING,
        "document-retrieval",
        "Document Retrieval",
        "Tell for each document found how well it answers a query."
    ),
    template!(
        RANKING_SCORING,
        "pairwise-classification",
        "Pairwise classification",
        "Choose one of two texts that stand side by side."
    ),
    template!(
        RANKING_SCORING,
        "pairwise-regression",
        "Pairwise regression",
        "Give stars for how alike two pictures are."
    ),
    template!(
        RANKING_SCORING,
        "search-page-ranking",
        "Search Page Ranking",
        "Judge each hit of a search, and give stars to the page as a whole."
    ),
    template!(
        RANKING_SCORING,
        "text-to-image-generation",
        "Text-to-Image Generation",
        "Choose the picture that follows a prompt best."
    ),
    template!(
        STRUCTURED_DATA_PARSING,
        "freeform-metadata",
        "Freeform Metadata",
        "Write title, author, keywords and remarks for a text, in your own words."
    ),
    template!(
        STRUCTURED_DATA_PARSING,
        "html-entity-recognition",
        "HTML Entity Recognition",
        "Mark the fields of a record in a page of HTML."
    ),
    template!(
        STRUCTURED_DATA_PARSING,
        "tabular-data",
        "Tabular Data",
        "Look at a record in a table and choose what is wrong with it."
    ),
];
