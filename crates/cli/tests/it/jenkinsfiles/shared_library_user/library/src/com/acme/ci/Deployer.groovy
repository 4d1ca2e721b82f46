package com.acme.ci

class Deployer implements Serializable {
    private static final long serialVersionUID = 1L
    def steps
    Map config

    Deployer(steps, Map config) {
        this.steps = steps
        this.config = [retries: 1] + config
    }

    void deploy(String name, String version) {
        int left = config.retries
        steps.retry(config.retries) {
            left--
            steps.echo "retries left: ${left}"
            if (left > 1) { steps.error 'not yet' }
            steps.sh(script: "echo Deployed ${name}:${version} to ${config.target}", label: 'deploy')
        }
    }
}
