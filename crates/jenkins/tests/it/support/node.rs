//! A folder with a shell.

use std::any::Any;
use std::path::PathBuf;

use maillon_jenkins::Node;
use maillon_sandbox::Sandbox;

#[derive(Debug)]
pub(super) struct TestNode {
    pub(super) sandbox: Box<dyn Sandbox>,
    pub(super) name: String,
    pub(super) image: Option<String>,
    pub(super) folder: PathBuf,
}

impl Node for TestNode {
    fn sandbox(&self) -> &dyn Sandbox {
        &*self.sandbox
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn labels(&self) -> &str {
        &self.name
    }

    fn image(&self) -> Option<&str> {
        self.image.as_deref()
    }

    fn any(&self) -> &dyn Any {
        self
    }
}
