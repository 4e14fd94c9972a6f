//! The longer texts of the command line.

pub const BEGINNING: &str = "\
Skylabel: label what is in your buckets. To begin:
  skylabel start my_project --init                                              import files, label, export
  skylabel start my_project --init -s s3 --source-path my-bucket                tasks from a bucket (s3, gcs, local)
  skylabel start my_project --init -s s3 --source-path in -t s3 --target-path out   and annotations into one
`skylabel help` tells the rest, `skylabel help start` every flag.";

pub const EXAMPLES: &str = r#"Examples:
  A project without a bucket: import files in the browser
    skylabel start my_project --init
  JSON tasks from an S3 bucket, annotations back into the same bucket
    skylabel start my_project --init -s s3 --source-path my-bucket -t s3 --target-path my-bucket
  A task for each image under a prefix, with a labeling config of your own
    skylabel start cats --init --source gcs --source-path my-bucket \
      --source-params '{"prefix": "photos", "regex": "\\.jpe?g$", "use_blob_urls": true}' -l cats.xml
  A folder on this machine
    skylabel start notes --init -s local --source-path ./texts -t local --target-path ./labels
  An S3-compatible server
    AWS_ENDPOINT_URL=http://127.0.0.1:9000 skylabel start cats --init -s s3 --source-path my-bucket

  See how the storages are, and sync them now
    skylabel storage list
    skylabel sync cats

Credentials come from where the cloud's own tools look: AWS_* variables and ~/.aws, GOOGLE_APPLICATION_CREDENTIALS.
Started again without flags, a project is as it was: skylabel start cats"#;
