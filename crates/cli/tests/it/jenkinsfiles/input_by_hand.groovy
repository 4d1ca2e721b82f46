// exit: 0
// status: success
// flags: --input Proceed=abort
// log: nobody wanted it
// log: done with SUCCESS
def userInput = true
def didTimeout = false
try {
    timeout(time: 15, unit: 'SECONDS') {
        userInput = input(
            id: 'Proceed', message: 'Was this successful?', parameters: [
            [$class: 'BooleanParameterDefinition', defaultValue: true, description: '', name: 'Please confirm you agree with this']
        ])
    }
} catch(err) { // timeout reached or input false
    def user = err.getCauses()[0].getUser()
    if('SYSTEM' == user.toString()) { // SYSTEM means timeout.
        didTimeout = true
    } else {
        userInput = false
        echo "Aborted by: [${user}]"
    }
}
node {
    if (didTimeout) {
        echo "no input was received before timeout"
    } else if (userInput == true) {
        echo "this was successful"
    } else {
        echo "nobody wanted it"
    }
    echo "done with ${currentBuild.currentResult}"
}
