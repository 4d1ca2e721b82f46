//! Kinds of tools.

/// As `tools` names them, each with the class that may be written instead.
pub(crate) const TOOLS: &[(&str, &str)] = &[
    (
        "allure",
        "ru.yandex.qatools.allure.jenkins.tools.AllureCommandlineInstallation",
    ),
    (
        "ansible",
        "org.jenkinsci.plugins.ansible.AnsibleInstallation",
    ),
    ("ant", "hudson.tasks.Ant$AntInstallation"),
    ("cmake", "hudson.plugins.cmake.CmakeTool"),
    (
        "dockerTool",
        "org.jenkinsci.plugins.docker.commons.tools.DockerTool",
    ),
    ("dotnetsdk", "io.jenkins.plugins.dotnet.DotNetSDK"),
    ("git", "hudson.plugins.git.GitTool"),
    ("go", "org.jenkinsci.plugins.golang.GolangInstallation"),
    ("gradle", "hudson.plugins.gradle.GradleInstallation"),
    ("groovy", "hudson.plugins.groovy.GroovyInstallation"),
    ("jdk", "hudson.model.JDK"),
    ("maven", "hudson.tasks.Maven$MavenInstallation"),
    ("msbuild", "hudson.plugins.msbuild.MsBuildInstallation"),
    ("nodejs", "jenkins.plugins.nodejs.tools.NodeJSInstallation"),
    (
        "sbt",
        "org.jvnet.hudson.plugins.SbtPluginBuilder$SbtInstallation",
    ),
    (
        "terraform",
        "org.jenkinsci.plugins.terraform.TerraformInstallation",
    ),
];
