//! Which definition the flags mean, and what is said where there is none.

use maillon_definition::{Definition, FindError, NamedFile, Wanted};

use crate::args::DefinitionArgs;
use crate::environment::Environment;
use crate::failure::Failure;

/// What the flags name.
pub(crate) fn wanted(args: &DefinitionArgs, environment: &Environment) -> Wanted {
    let named = |name: &String| NamedFile {
        name: name.clone(),
        path: environment.absolute(name),
    };
    Wanted {
        file: args.file.as_ref().map(named),
        dialect: args.dialect.map(Into::into),
    }
}

impl From<FindError> for Failure {
    fn from(error: FindError) -> Self {
        let message = error.to_string();
        match error {
            FindError::NoFile(_) => {
                Self::invalid(message).hint("--file is a path relative to the current directory")
            }
            FindError::Missing { .. } => Self::invalid(message).hint(
                "name one with --file PATH, or write a .gitlab-ci.yml:\n\n    test:\n      script: make test\n",
            ),
            FindError::Several(found) => Self::invalid(several(&found))
                .hint("choose one with --dialect or --file (or set `dialect` in maillon.toml)"),
        }
    }
}

fn several(found: &[Definition]) -> String {
    let list: Vec<String> = found
        .iter()
        .map(|found| format!("  --dialect {:8} {}", found.dialect, found.name))
        .collect();
    format!(
        "the repository has several definitions:\n{}",
        list.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_model::pipeline::Dialect;

    fn definition(dialect: Dialect, name: &str) -> Definition {
        Definition {
            dialect,
            name: name.to_owned(),
            files: Vec::new(),
            outside: None,
        }
    }

    #[test]
    fn of_several_the_user_chooses() {
        let found = vec![
            definition(Dialect::Gitlab, ".gitlab-ci.yml"),
            definition(Dialect::Jenkins, "Jenkinsfile"),
            definition(Dialect::Github, ".github/workflows"),
        ];
        assert_eq!(
            Failure::from(FindError::Several(found)).message,
            "the repository has several definitions:\n  --dialect gitlab   .gitlab-ci.yml\n  --dialect jenkins  Jenkinsfile\n  --dialect github   .github/workflows"
        );
    }
}
