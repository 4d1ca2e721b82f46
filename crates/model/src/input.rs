//! What a person fills in to start a pipeline by hand, as its definition declares it.

/// One field of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it is for; empty where nobody says it.
    pub description: String,
    /// What is filled in.
    pub kind: FieldKind,
    /// What holds where nobody fills it in.
    pub default: Option<String>,
    /// Whether there is no pipeline without it.
    pub required: bool,
    /// What may be chosen; empty: anything.
    pub options: Vec<String>,
    /// What the value becomes.
    pub target: FieldTarget,
}

/// What is filled in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// A line.
    #[default]
    Text,
    /// Several lines.
    Paragraph,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// One of [`Field::options`].
    Choice,
    /// What nobody may see.
    Password,
}

/// What a value becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldTarget {
    /// An input: [`crate::Trigger::inputs`].
    #[default]
    Input,
    /// A variable of the pipeline.
    Variable,
}
