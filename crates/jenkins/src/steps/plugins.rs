//! Steps of plugins that are not here, by name: so that a message can say whose they are and what to do instead.

/// A step that is not here.
#[derive(Debug)]
pub(crate) struct Elsewhere {
    /// As scripts call it.
    pub(crate) step: &'static str,
    /// Its plugin.
    pub(crate) plugin: &'static str,
    /// What does the same here.
    pub(crate) instead: &'static str,
}

const fn elsewhere(step: &'static str, plugin: &'static str, instead: &'static str) -> Elsewhere {
    Elsewhere {
        step,
        plugin,
        instead,
    }
}

const BY_SHELL: &str = "run its program with `sh`";

/// Steps that people use and that only a Jenkins with their plugin has.
static ELSEWHERE: &[Elsewhere] = &[
    elsewhere("jobDsl", "Job DSL", "jobs are files of the repository here"),
    elsewhere("httpRequest", "HTTP Request", "use `sh` with `curl`"),
    elsewhere(
        "sshPublisher",
        "Publish Over SSH",
        "use `sshagent` with `sh 'scp ...'`",
    ),
    elsewhere(
        "sshCommand",
        "SSH Pipeline Steps",
        "use `sshagent` with `sh 'ssh ...'`",
    ),
    elsewhere(
        "sshPut",
        "SSH Pipeline Steps",
        "use `sshagent` with `sh 'scp ...'`",
    ),
    elsewhere(
        "sshGet",
        "SSH Pipeline Steps",
        "use `sshagent` with `sh 'scp ...'`",
    ),
    elsewhere(
        "sshScript",
        "SSH Pipeline Steps",
        "use `sshagent` with `sh 'ssh ...'`",
    ),
    elsewhere(
        "withMaven",
        "Pipeline Maven Integration",
        "use `tools { maven '...' }` with `sh 'mvn ...'`",
    ),
    elsewhere(
        "withSonarQubeEnv",
        "SonarQube Scanner",
        "give the token by `withCredentials` and run the scanner with `sh`",
    ),
    elsewhere(
        "waitForQualityGate",
        "SonarQube Scanner",
        "let the scanner wait: `sonar.qualitygate.wait=true`",
    ),
    elsewhere(
        "withKubeConfig",
        "Kubernetes CLI",
        "give the file by `withCredentials([file(...)])` as KUBECONFIG",
    ),
    elsewhere(
        "kubernetesDeploy",
        "Kubernetes Continuous Deploy",
        "use `sh 'kubectl apply ...'`",
    ),
    elsewhere(
        "podTemplate",
        "Kubernetes",
        "name the image: `agent { docker '...' }`, or `docker.image('...').inside`",
    ),
    elsewhere(
        "containerTemplate",
        "Kubernetes",
        "name the image: `agent { docker '...' }`",
    ),
    elsewhere(
        "container",
        "Kubernetes",
        "use `docker.image('...').inside`",
    ),
    elsewhere("openshift", "OpenShift Client", "use `sh 'oc ...'`"),
    elsewhere(
        "withAWS",
        "Pipeline: AWS Steps",
        "give the keys by `withCredentials`",
    ),
    elsewhere(
        "s3Upload",
        "Pipeline: AWS Steps",
        "use `sh 'aws s3 cp ...'`",
    ),
    elsewhere(
        "s3Download",
        "Pipeline: AWS Steps",
        "use `sh 'aws s3 cp ...'`",
    ),
    elsewhere(
        "cfnUpdate",
        "Pipeline: AWS Steps",
        "use `sh 'aws cloudformation deploy ...'`",
    ),
    elsewhere(
        "withVault",
        "HashiCorp Vault",
        "give the secrets by `--secret`",
    ),
    elsewhere("rtServer", "Artifactory", "use `sh 'jf ...'`"),
    elsewhere("rtUpload", "Artifactory", "use `sh 'jf rt upload ...'`"),
    elsewhere("rtDownload", "Artifactory", "use `sh 'jf rt download ...'`"),
    elsewhere("rtMavenRun", "Artifactory", "use `sh 'mvn ...'`"),
    elsewhere(
        "rtPublishBuildInfo",
        "Artifactory",
        "use `sh 'jf rt build-publish ...'`",
    ),
    elsewhere(
        "nexusArtifactUploader",
        "Nexus Artifact Uploader",
        "use `sh 'mvn deploy:deploy-file ...'`",
    ),
    elsewhere(
        "nexusPublisher",
        "Nexus Platform",
        "use `sh 'mvn deploy:deploy-file ...'`",
    ),
    elsewhere(
        "copyArtifacts",
        "Copy Artifact",
        "use `stash` and `unstash` within a build",
    ),
    elsewhere(
        "unarchive",
        "Pipeline: Basic Steps",
        "use `stash` and `unstash`",
    ),
    elsewhere(
        "recordIssues",
        "Warnings Next Generation",
        "keep the report by `archiveArtifacts`",
    ),
    elsewhere(
        "scanForIssues",
        "Warnings Next Generation",
        "keep the report by `archiveArtifacts`",
    ),
    elsewhere(
        "publishIssues",
        "Warnings Next Generation",
        "keep the report by `archiveArtifacts`",
    ),
    elsewhere(
        "checkstyle",
        "Checkstyle",
        "keep the report by `archiveArtifacts`",
    ),
    elsewhere("pmd", "PMD", "keep the report by `archiveArtifacts`"),
    elsewhere(
        "findbugs",
        "FindBugs",
        "keep the report by `archiveArtifacts`",
    ),
    elsewhere("jacoco", "JaCoCo", "keep the report by `publishHTML`"),
    elsewhere("cobertura", "Cobertura", "keep the report by `publishHTML`"),
    elsewhere(
        "publishCoverage",
        "Code Coverage API",
        "keep the report by `publishHTML`",
    ),
    elsewhere(
        "recordCoverage",
        "Coverage",
        "keep the report by `publishHTML`",
    ),
    elsewhere("xunit", "xUnit", "use `junit`"),
    elsewhere("nunit", "NUnit", "convert the report and use `junit`"),
    elsewhere("mstest", "MSTest", "convert the report and use `junit`"),
    elsewhere(
        "robot",
        "Robot Framework",
        "let it write a report for `junit`",
    ),
    elsewhere(
        "cucumber",
        "Cucumber Reports",
        "let it write a report for `junit`",
    ),
    elsewhere("allure", "Allure", "keep the report by `publishHTML`"),
    elsewhere(
        "gatlingArchive",
        "Gatling",
        "keep the report by `publishHTML`",
    ),
    elsewhere(
        "perfReport",
        "Performance",
        "keep the report by `archiveArtifacts`",
    ),
    elsewhere("plot", "Plot", "keep the data by `archiveArtifacts`"),
    elsewhere("dependencyCheck", "OWASP Dependency-Check", BY_SHELL),
    elsewhere(
        "dependencyCheckPublisher",
        "OWASP Dependency-Check",
        "keep the report by `publishHTML`",
    ),
    elsewhere("snykSecurity", "Snyk Security", BY_SHELL),
    elsewhere(
        "ansiblePlaybook",
        "Ansible",
        "use `sh 'ansible-playbook ...'`",
    ),
    elsewhere(
        "nodejs",
        "NodeJS",
        "use `tools { nodejs '...' }` or an image of node",
    ),
    elsewhere("jiraComment", "JIRA", "use `sh` with `curl`"),
    elsewhere(
        "jiraAddComment",
        "JIRA Pipeline Steps",
        "use `sh` with `curl`",
    ),
    elsewhere(
        "jiraNewIssue",
        "JIRA Pipeline Steps",
        "use `sh` with `curl`",
    ),
    elsewhere(
        "jiraSendBuildInfo",
        "Atlassian Jira Software Cloud",
        "use `sh` with `curl`",
    ),
    elsewhere(
        "jiraSendDeploymentInfo",
        "Atlassian Jira Software Cloud",
        "use `sh` with `curl`",
    ),
    elsewhere(
        "githubNotify",
        "Pipeline GitHub Notify Step",
        "use `sh` with `curl`",
    ),
    elsewhere(
        "setGitHubPullRequestStatus",
        "GitHub Integration",
        "use `sh` with `curl`",
    ),
    elsewhere(
        "publishChecks",
        "Checks API",
        "nothing: the report of the run has the results",
    ),
    elsewhere(
        "updateGitlabCommitStatus",
        "GitLab",
        "leave it out: there is no server to be told",
    ),
    elsewhere(
        "gitlabCommitStatus",
        "GitLab",
        "leave it out: there is no server to be told",
    ),
    elsewhere(
        "gitlabBuilds",
        "GitLab",
        "leave it out: there is no server to be told",
    ),
    elsewhere("addGitLabMRComment", "GitLab", "use `sh` with `curl`"),
    elsewhere(
        "bitbucketStatusNotify",
        "Bitbucket Build Status Notifier",
        "use `sh` with `curl`",
    ),
    elsewhere(
        "notifyBitbucket",
        "Bitbucket Server Notifier",
        "use `sh` with `curl`",
    ),
    elsewhere(
        "gerritReview",
        "Gerrit Code Review",
        "use `sh 'ssh ... gerrit review'`",
    ),
    elsewhere("hubotSend", "Hubot Steps", "use `slackSend` or `mail`"),
    elsewhere("ircNotify", "IRC", "use `slackSend` or `mail`"),
    elsewhere("svn", "Subversion", "use `sh 'svn checkout ...'`"),
    elsewhere("p4sync", "P4", "use `sh 'p4 sync ...'`"),
    elsewhere("hg", "Mercurial", "use `sh 'hg clone ...'`"),
    elsewhere("zip", "Pipeline Utility Steps", "use `sh 'zip ...'`"),
    elsewhere("unzip", "Pipeline Utility Steps", "use `sh 'unzip ...'`"),
    elsewhere("tar", "Pipeline Utility Steps", "use `sh 'tar ...'`"),
    elsewhere("untar", "Pipeline Utility Steps", "use `sh 'tar ...'`"),
    elsewhere(
        "writeMavenPom",
        "Pipeline Utility Steps",
        "use `sh 'mvn versions:set ...'`",
    ),
    elsewhere(
        "readManifest",
        "Pipeline Utility Steps",
        "use `sh 'unzip -p ...'`",
    ),
    elsewhere(
        "readCSV",
        "Pipeline Utility Steps",
        "use `readFile('...').readLines()`",
    ),
    elsewhere("writeCSV", "Pipeline Utility Steps", "use `writeFile`"),
    elsewhere("tee", "Pipeline Utility Steps", "use `sh '... | tee file'`"),
    elsewhere(
        "prependToFile",
        "Pipeline Utility Steps",
        "use `writeFile` with `readFile`",
    ),
    elsewhere(
        "compareVersions",
        "Pipeline Utility Steps",
        "compare `tokenize('.')*.toInteger()`",
    ),
    elsewhere(
        "nodesByLabel",
        "Pipeline Utility Steps",
        "name the node: `agent { label '...' }`",
    ),
    elsewhere(
        "configFileProvider",
        "Config File Provider",
        "keep the file in the repository, or give it by `withCredentials([file(...)])`",
    ),
    elsewhere("xvfb", "Xvfb", "use `sh 'xvfb-run ...'`"),
    elsewhere("withGradle", "Gradle", "use `sh './gradlew ...'`"),
    elsewhere(
        "withAnt",
        "Ant",
        "use `tools { ant '...' }` with `sh 'ant ...'`",
    ),
    elsewhere("withGo", "Go", "use `tools { go '...' }`"),
    elsewhere(
        "buildDescription",
        "Build Name and Description Setter",
        "use `currentBuild.description = '...'`",
    ),
    elsewhere(
        "buildName",
        "Build Name and Description Setter",
        "use `currentBuild.displayName = '...'`",
    ),
    elsewhere(
        "addBadge",
        "Badge",
        "use `currentBuild.description = '...'`",
    ),
    elsewhere(
        "addShortText",
        "Badge",
        "use `currentBuild.description = '...'`",
    ),
    elsewhere("manager", "Groovy Postbuild", "use `currentBuild`"),
    elsewhere("throttle", "Throttle Concurrent Builds", "use `lock`"),
    elsewhere(
        "exws",
        "External Workspace Manager",
        "use `stash` and `unstash`",
    ),
    elsewhere(
        "exwsAllocate",
        "External Workspace Manager",
        "use `stash` and `unstash`",
    ),
    elsewhere(
        "acrQuickTask",
        "Azure Container Registry Tasks",
        "use `sh 'az acr build ...'`",
    ),
    elsewhere(
        "azureUpload",
        "Azure Storage",
        "use `sh 'az storage blob upload ...'`",
    ),
    elsewhere(
        "googleStorageUpload",
        "Google Cloud Storage",
        "use `sh 'gsutil cp ...'`",
    ),
    elsewhere("ftpPublisher", "Publish Over FTP", "use `sh 'curl -T ...'`"),
    elsewhere(
        "cifsPublisher",
        "Publish Over CIFS",
        "use `sh 'smbclient ...'`",
    ),
    elsewhere(
        "triggerRemoteJob",
        "Parameterized Remote Trigger",
        "use `sh` with `curl`",
    ),
    elsewhere(
        "waitForBuild",
        "Pipeline: Build Step",
        "there are no other builds here",
    ),
    elsewhere("testFlight", "TestFlight", BY_SHELL),
    elsewhere("xcodeBuild", "Xcode", "use `sh 'xcodebuild ...'`"),
    elsewhere(
        "androidLint",
        "Android Lint",
        "keep the report by `archiveArtifacts`",
    ),
    elsewhere("logstashSend", "Logstash", "the run's log is a file"),
    elsewhere("logParser", "Log Parser", "the run's log is a file"),
    elsewhere(
        "dockerFingerprintFrom",
        "Docker Pipeline",
        "leave it out: nobody keeps fingerprints here",
    ),
    elsewhere(
        "dockerFingerprintRun",
        "Docker Pipeline",
        "leave it out: nobody keeps fingerprints here",
    ),
];

/// All of them.
pub(crate) fn elsewhere_steps() -> impl Iterator<Item = &'static Elsewhere> {
    ELSEWHERE.iter()
}

/// The step of a plugin that is not here.
pub(crate) fn elsewhere_step(name: &str) -> Option<&'static Elsewhere> {
    ELSEWHERE.iter().find(|elsewhere| elsewhere.step == name)
}
