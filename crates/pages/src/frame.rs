//! What surrounds every page: who looks at it, where it stands, when.

use maillon_protocol::api::Role;

use crate::assets;
use crate::format;
use crate::html::Html;

/// What surrounds every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The window's title, without the product's name.
    pub title: String,
    /// Who looks at it; None: a stranger.
    pub viewer: Option<Viewer>,
    /// The colours that they chose.
    pub theme: Theme,
    /// The present: milliseconds since the Unix epoch.
    pub now: u64,
    /// The part of the server that it belongs to.
    pub place: Place,
    /// The project that it belongs to.
    pub project: Option<ProjectFrame>,
    /// What went wrong with what was asked for, to be said on top.
    pub problem: Option<String>,
}

/// Who looks at a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Their login.
    pub login: String,
    /// Whether everything is allowed.
    pub administrator: bool,
    /// What proves that a form is theirs.
    pub csrf: String,
}

/// The project of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFrame {
    /// Its name.
    pub name: String,
    /// What the viewer may do there.
    pub role: Role,
    /// The tab that is open.
    pub tab: Tab,
}

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the browser wishes.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A part of the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Projects, and everything in them.
    #[default]
    Projects,
    /// What waits, and why.
    Queue,
    /// The machines.
    Agents,
    /// Who can sign in.
    People,
    /// What happened.
    Audit,
    /// The viewer's own account.
    Account,
    /// None of these.
    Elsewhere,
}

/// A tab of a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Its runs.
    #[default]
    Runs,
    /// Its merge requests.
    Merges,
    /// Its schedules.
    Schedules,
    /// Its secrets.
    Secrets,
    /// Its members.
    Members,
    /// What happened in it.
    Audit,
    /// Its settings.
    Settings,
}

/// A link of a navigation.
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) text: &'static str,
    pub(crate) current: bool,
}

impl Theme {
    /// What the cookie says.
    pub fn parse(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The word of the cookie.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Frame {
    /// The frame of a page for a stranger.
    pub fn new(title: impl Into<String>, now: u64) -> Self {
        Self {
            title: title.into(),
            viewer: None,
            theme: Theme::System,
            now,
            place: Place::Projects,
            project: None,
            problem: None,
        }
    }

    /// Says what the page is called.
    #[must_use]
    pub fn titled(self, title: impl Into<String>) -> Self {
        let title = title.into();
        Self { title, ..self }
    }

    /// Says which part of the server the page belongs to.
    #[must_use]
    pub fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    /// Opens a tab of the project.
    #[must_use]
    pub fn tab(mut self, tab: Tab) -> Self {
        if let Some(project) = &mut self.project {
            project.tab = tab;
        }
        self
    }

    /// Says on top what went wrong.
    #[must_use]
    pub fn failing(self, problem: Option<String>) -> Self {
        Self { problem, ..self }
    }

    /// Whether the viewer has at least a role in the project.
    pub(crate) fn may(&self, role: Role) -> bool {
        self.project
            .as_ref()
            .is_some_and(|project| project.role >= role)
    }

    pub(crate) fn develops(&self) -> bool {
        self.may(Role::Developer)
    }

    pub(crate) fn reports(&self) -> bool {
        self.may(Role::Reporter)
    }

    pub(crate) fn administers(&self) -> bool {
        self.viewer
            .as_ref()
            .is_some_and(|viewer| viewer.administrator)
    }

    pub(crate) fn csrf(&self) -> Html {
        let mut html = Html::new();
        if let Some(viewer) = &self.viewer {
            html.raw("<input type=\"hidden\" name=\"csrf\" value=\"");
            html.text(&viewer.csrf).raw("\">");
        }
        html
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass references"
    )]
    pub(crate) fn time(&self, at: &u64) -> Html {
        format::time(self.now, *at)
    }

    #[expect(clippy::ref_option, reason = "templates pass references")]
    pub(crate) fn span(&self, started: &Option<u64>, finished: &Option<u64>) -> Html {
        format::span(self.now, *started, *finished)
    }

    pub(crate) fn asset(stem: &str, extension: &str) -> String {
        assets::address(stem, extension)
    }

    pub(crate) fn nav(&self) -> Vec<Link> {
        let link = |place: Place, href: &str, text: &'static str| Link {
            href: href.to_owned(),
            text,
            current: self.place == place,
        };
        let mut links = vec![link(Place::Projects, "/", "Projects")];
        if self.viewer.is_some() {
            links.push(link(Place::Agents, "/agents", "Agents"));
        }
        if self.administers() {
            links.push(link(Place::Queue, "/queue", "Queue"));
            links.push(link(Place::People, "/people", "People"));
            links.push(link(Place::Audit, "/audit", "Audit"));
        }
        links
    }

    pub(crate) fn tabs(&self) -> Vec<Link> {
        let Some(project) = &self.project else {
            return Vec::new();
        };
        let base = format!("/projects/{}", format::segment(&project.name));
        let tabs = [
            (Tab::Runs, "", "Runs", Role::Guest),
            (Tab::Merges, "/merges", "Merge requests", Role::Guest),
            (Tab::Schedules, "/schedules", "Schedules", Role::Developer),
            (Tab::Secrets, "/secrets", "Secrets", Role::Maintainer),
            (Tab::Members, "/members", "Members", Role::Maintainer),
            (Tab::Audit, "/audit", "Audit", Role::Maintainer),
            (Tab::Settings, "/settings", "Settings", Role::Maintainer),
        ];
        let allowed = tabs
            .into_iter()
            .filter(|(_, _, _, needs)| project.role >= *needs);
        let link = |(tab, path, text, _): (Tab, &str, &'static str, Role)| Link {
            href: format!("{base}{path}"),
            text,
            current: tab == project.tab,
        };
        allowed.map(link).collect()
    }
}
