// flags: --library acme={case}/library
// exit: 0
// status: success
// log: building shop with maven \(jdk 11\)
// log: Deployed shop:1\.4\.2 to staging
// log: retries left: 1
// log: team: platform
// log: Hello shop!
// log: semver: 1\.5\.0
@Library('acme@main') _

import com.acme.ci.SemVer
import com.acme.ci.Deployer
import static com.acme.ci.Names.*

buildPipeline {
    name = 'shop'
    jdk = 11
    tools = ['maven', "git"]
    beforeDeploy = { v -> echo "semver: ${new SemVer(v).bump('minor')}" }
}

node {
    def d = new Deployer(this, [target: 'staging', retries: 3])
    d.deploy(serviceName('Shop'), '1.4.2')
    notify.team('platform')
    echo notify.render('hello.txt', [name: 'shop'])
    assert notify.counter == 1
}
