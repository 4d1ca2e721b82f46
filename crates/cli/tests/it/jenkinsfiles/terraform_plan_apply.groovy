// exit: 0
// status: success
// flags: --input ACTION=apply --input apply-plan=proceed --secret cloud=AKIAEXAMPLE:secret/key+1
// stage: Plan=success
// stage: Apply=success
// stage: Destroy=skipped
// log: there are changes
// log: terraform apply -input=false -auto-approve tfplan
// log: url: https://shop\.example\.invalid, zones: a and b
// log: workspace staging
pipeline {
    agent any
    parameters {
        choice(name: 'ACTION', choices: 'plan\napply\ndestroy', description: 'What to do')
        choice(name: 'ENVIRONMENT', choices: ['staging', 'production'], description: '')
    }
    environment {
        TF_IN_AUTOMATION = '1'
        TF_VAR_env = "${params.ENVIRONMENT}"
        CLOUD = credentials('cloud')
    }
    options {
        lock resource: 'terraform-state'
    }
    stages {
        stage('Init') {
            steps {
                sh 'terraform init -input=false -no-color'
                sh "terraform workspace select ${params.ENVIRONMENT} || terraform workspace new ${params.ENVIRONMENT}"
                sh 'test "$CLOUD_USR" = AKIAEXAMPLE'
            }
        }
        stage('Plan') {
            steps {
                script {
                    def code = sh(script: 'terraform plan -detailed-exitcode -input=false -out=tfplan', returnStatus: true)
                    switch (code) {
                        case 0:
                            currentBuild.description = 'no changes'
                            env.CHANGES = 'false'
                            break
                        case 2:
                            echo 'there are changes'
                            env.CHANGES = 'true'
                            break
                        default:
                            error("plan failed with ${code}")
                    }
                }
                stash name: 'plan', includes: 'tfplan', allowEmpty: false
            }
        }
        stage('Apply') {
            when {
                beforeInput true
                allOf {
                    expression { params.ACTION == 'apply' }
                    environment name: 'CHANGES', value: 'true'
                }
            }
            input {
                message "Apply to the real world?"
                ok "Apply"
                id 'apply-plan'
                submitter 'ops,alice'
            }
            steps {
                unstash 'plan'
                sh 'terraform apply -input=false -auto-approve tfplan'
                script {
                    def out = readJSON text: sh(script: 'terraform output -json', returnStdout: true)
                    echo "url: ${out.url.value}, zones: ${out.zones.value.join(' and ')}"
                }
            }
        }
        stage('Destroy') {
            when { equals expected: 'destroy', actual: params.ACTION }
            steps { sh 'terraform destroy -auto-approve' }
        }
    }
    post {
        always { deleteDir() }
        aborted { echo 'aborted by a human' }
    }
}
