//! What Jenkins' sandbox (or this program) refuses to scripts, with what to do in its place.

use super::table::{Method, Param, Type, method};
use crate::run::{Cx, Eval, Unwind};

/// In place of files.
pub(super) const FILES: &str = "Files of a workspace are read and written by the steps readFile, writeFile, fileExists, findFiles and dir";
/// In place of processes.
pub(super) const PROCESSES: &str =
    "Programs are started by the step sh: sh(script: '...', returnStdout: true)";
/// In place of connections.
pub(super) const NETWORK: &str =
    "Requests are made by a program: sh(script: 'curl ...', returnStdout: true)";
/// In place of code made at run time.
pub(super) const CODE: &str = "Code of other files comes by the step load or from a shared library";
const SERVER: &str =
    "There is no Jenkins server here: what a build knows is in env, params and currentBuild";
const THREADS: &str = "Work is done at the same time by the step parallel";
const XML: &str =
    "XML is read by a program: sh(script: 'xmllint --xpath ... file', returnStdout: true)";
const TEMPLATES: &str = "Texts are made with interpolation: \"...${name}...\"";

/// Classes of which nothing may be used.
const CLASSES: &[(&str, &str)] = &[
    ("java.io.FileReader", FILES),
    ("java.io.FileWriter", FILES),
    ("java.io.FileInputStream", FILES),
    ("java.io.FileOutputStream", FILES),
    ("java.nio.file.Files", FILES),
    ("java.nio.file.Path", FILES),
    ("java.nio.file.Paths", FILES),
    ("java.lang.ProcessBuilder", PROCESSES),
    ("java.lang.Runtime", PROCESSES),
    ("java.net.Socket", NETWORK),
    ("java.net.ServerSocket", NETWORK),
    ("java.net.InetAddress", NETWORK),
    ("java.net.URLConnection", NETWORK),
    ("java.net.HttpURLConnection", NETWORK),
    ("groovy.util.Eval", CODE),
    ("groovy.lang.GroovyShell", CODE),
    ("groovy.lang.GroovyClassLoader", CODE),
    ("groovy.util.GroovyScriptEngine", CODE),
    ("java.lang.ClassLoader", CODE),
    ("groovy.util.ConfigSlurper", CODE),
    ("groovy.lang.Grab", CODE),
    ("groovy.util.XmlSlurper", XML),
    ("groovy.util.XmlParser", XML),
    ("groovy.xml.XmlUtil", XML),
    ("groovy.xml.MarkupBuilder", TEMPLATES),
    ("groovy.text.SimpleTemplateEngine", TEMPLATES),
    ("groovy.text.GStringTemplateEngine", TEMPLATES),
    ("groovy.text.StreamingTemplateEngine", TEMPLATES),
    ("groovy.util.AntBuilder", PROCESSES),
    ("groovy.sql.Sql", PROCESSES),
    ("java.util.Timer", THREADS),
    ("jenkins.model.Jenkins", SERVER),
    ("hudson.model.Hudson", SERVER),
    ("hudson.model.Cause", SERVER),
    ("hudson.FilePath", FILES),
    ("hudson.util.RemotingDiagnostics", SERVER),
    (
        "com.cloudbees.plugins.credentials.CredentialsProvider",
        "Credentials are bound by the step withCredentials",
    ),
];

/// Says that the sandbox refuses something, in Jenkins' words, and what to do.
pub(super) fn by_sandbox(cx: &mut Cx, what: &str, instead: &str) -> Unwind {
    let message = format!("Scripts not permitted to use {what}. {instead}.");
    cx.throw(
        "org.jenkinsci.plugins.scriptsecurity.sandbox.RejectedAccessException",
        message,
    )
}

fn instead_of(class: &str) -> Option<(&'static str, &'static str)> {
    let full = super::full_name(class)?;
    CLASSES.iter().find(|(known, _)| *known == full).copied()
}

/// Why an object of a class can't be made, if it is one of these.
pub(super) fn construct(cx: &mut Cx, class: &str) -> Eval<()> {
    match instead_of(class) {
        Some((full, instead)) => Err(by_sandbox(cx, &format!("new {full}"), instead)),
        None => Ok(()),
    }
}

/// Why a static member can't be used.
pub(super) fn member(cx: &mut Cx, class: &str, name: &str) -> Eval<()> {
    match instead_of(class) {
        Some((full, instead)) => Err(by_sandbox(
            cx,
            &format!("staticMethod {full} {name}"),
            instead,
        )),
        None => Ok(()),
    }
}

macro_rules! refuse {
    ($($name:literal $what:literal $instead:expr),* $(,)?) => {
        &[$(method($name, &[Param::Rest], |cx, _, _| Err(by_sandbox(cx, $what, $instead)))),*]
    };
}

const EXECUTE: &[Method] = refuse! {
    "execute" "staticMethod org.codehaus.groovy.runtime.ProcessGroovyMethods execute java.lang.String" PROCESSES,
};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.lang.CharSequence").methods(EXECUTE),
    Type::new("java.util.List").methods(EXECUTE),
    Type::new("[Ljava.lang.Object;").methods(EXECUTE),
    Type::new("java.net.URL").methods(refuse! {
        "openConnection" "method java.net.URL openConnection" NETWORK,
        "openStream" "method java.net.URL openStream" NETWORK,
        "getText" "staticMethod org.codehaus.groovy.runtime.ResourceGroovyMethods getText java.net.URL" NETWORK,
        "getBytes" "staticMethod org.codehaus.groovy.runtime.ResourceGroovyMethods getBytes java.net.URL" NETWORK,
        "newReader" "staticMethod org.codehaus.groovy.runtime.ResourceGroovyMethods newReader java.net.URL" NETWORK,
        "eachLine" "staticMethod org.codehaus.groovy.runtime.ResourceGroovyMethods eachLine java.net.URL" NETWORK,
        "withReader" "staticMethod org.codehaus.groovy.runtime.ResourceGroovyMethods withReader java.net.URL" NETWORK,
    }),
    Type::new("java.lang.Thread").statics(refuse! {
        "start" "staticMethod org.codehaus.groovy.runtime.DefaultGroovyStaticMethods start java.lang.Thread" THREADS,
        "startDaemon" "staticMethod org.codehaus.groovy.runtime.DefaultGroovyStaticMethods startDaemon java.lang.Thread" THREADS,
    })
    .constructors(refuse! { "" "new java.lang.Thread" THREADS }),
];

#[cfg(test)]
mod tests {
    use crate::testing::run;

    fn check(script: &str, message: &str) {
        let (result, _) = run(script);
        let class = "org.jenkinsci.plugins.scriptsecurity.sandbox.RejectedAccessException";
        assert_eq!(result, format!("{class}: {message}"), "{script}");
    }

    #[test]
    fn files_and_programs_are_for_steps() {
        check(
            "new File('a').text",
            "Scripts not permitted to use method java.io.File getText. Files of a workspace are read and written by the steps readFile, writeFile, fileExists, findFiles and dir.",
        );
        check(
            "'ls'.execute()",
            "Scripts not permitted to use staticMethod org.codehaus.groovy.runtime.ProcessGroovyMethods execute java.lang.String. Programs are started by the step sh: sh(script: '...', returnStdout: true).",
        );
        check(
            "new ProcessBuilder('ls')",
            "Scripts not permitted to use new java.lang.ProcessBuilder. Programs are started by the step sh: sh(script: '...', returnStdout: true).",
        );
    }

    #[test]
    fn there_is_no_server() {
        let server = "There is no Jenkins server here: what a build knows is in env, params and currentBuild.";
        check(
            "jenkins.model.Jenkins.instance",
            &format!(
                "Scripts not permitted to use staticMethod jenkins.model.Jenkins instance. {server}"
            ),
        );
        check(
            "import jenkins.model.Jenkins\nJenkins.getInstance().items",
            &format!(
                "Scripts not permitted to use staticMethod jenkins.model.Jenkins getInstance. {server}"
            ),
        );
    }

    #[test]
    fn the_environment_is_in_env() {
        check(
            "System.getenv('HOME')",
            "Scripts not permitted to use staticMethod java.lang.System getenv. Variables of the environment are read by env.NAME.",
        );
    }

    #[test]
    fn code_comes_from_files_that_are_known() {
        check(
            "new GroovyShell().evaluate('1')",
            "Scripts not permitted to use new groovy.lang.GroovyShell. Code of other files comes by the step load or from a shared library.",
        );
        check(
            "Eval.me('1')",
            "Scripts not permitted to use staticMethod groovy.util.Eval me. Code of other files comes by the step load or from a shared library.",
        );
    }

    #[test]
    fn what_is_refused_can_be_caught() {
        let (result, _) = run("try { System.exit(1) } catch (SecurityException e) { 'caught' }");
        assert_eq!(result, "caught");
    }
}
