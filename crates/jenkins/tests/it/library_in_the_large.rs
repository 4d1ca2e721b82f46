//! A library as grown ones are: a configuration helper, a cache in static fields, exceptions, wrappers around steps.

use maillon_jenkins::BuildResult;

use super::support::Setup;

const HELPER: &str = r#"package com.acme.config

import com.cloudbees.groovy.cps.NonCPS

class ConfigHelper implements Serializable {
  private final Script step
  private Map config
  private final List seen = []

  static ConfigHelper newInstance(Script step, Map config = [:]) {
    new ConfigHelper(step, config)
  }

  private ConfigHelper(Script step, Map config) {
    this.step = step
    this.config = config ?: [:]
  }

  ConfigHelper mixin(Map values, Set keys = null, Closure filter = { k, v -> v != null }) {
    def wanted = values.findAll { k, v -> (keys == null || k in keys) && filter(k, v) }
    config = MapUtils.merge(config, wanted)
    seen << wanted.keySet().join('+')
    return this
  }

  ConfigHelper require(String key, String hint = '') {
    if (config[key] == null || config[key] == '') {
      throw new MissingException(key, hint ? " (${hint})" : '')
    }
    this
  }

  @NonCPS
  def getAt(String key) { config[key] }

  Map use() {
    step.echo "mixed ${seen}"
    return config.asImmutable()
  }
}
"#;

const MAPS: &str = r"package com.acme.config

class MapUtils implements Serializable {
  static boolean isMap(o) { o instanceof Map }

  static Map merge(Map base, Map overlay) {
    Map result = [:]
    result.putAll(base ?: [:])
    for (entry in overlay) {
      def old = base?.get(entry.key)
      result[entry.key] = isMap(old) && isMap(entry.value) ? merge(old, entry.value) : entry.value
    }
    return result
  }
}
";

const CACHE: &str = r"package com.acme

class Cache {
  private static Cache instance
  private final Map values = [:]
  int misses = 0

  static Cache getInstance() {
    if (!instance) { instance = new Cache() }
    instance
  }

  def compute(String key, Closure make) {
    if (!values.containsKey(key)) {
      misses++
      values[key] = make.call(key)
    }
    values[key]
  }
}
";

const EXCEPTION: &str = r#"package com.acme.config

class MissingException extends RuntimeException {
  final String key
  MissingException(String key, String hint) {
    super("ERROR - NO VALUE AVAILABLE FOR ${key}${hint}")
    this.key = key
  }
}
"#;

const LEVEL: &str = r"package com.acme

enum Level {
  INFO('i', 1), WARN('w', 2)
  final String mark
  final int rank
  Level(String mark, int rank) { this.mark = mark; this.rank = rank }
  boolean above(Level other) { rank > other.rank }
  static Level of(String mark) { values().find { it.mark == mark } ?: INFO }
}
";

const STEP: &str = r#"import com.acme.Cache
import com.acme.config.ConfigHelper
import groovy.transform.Field

@Field String STEP_NAME = getClass().getName()
@Field Set KEYS = ['name', 'flags', 'retries']

def call(Map parameters = [:], Closure body = null) {
  handleErrors(stepName: STEP_NAME, parameters: parameters) {
    def config = ConfigHelper
      .newInstance(this, [retries: 1, flags: [a: true, b: false]])
      .mixin(parameters, KEYS)
      .mixin(flags: [b: true])
      .require('name', 'of the thing')
      .use()
    String name = Cache.instance.compute('name') { key -> "${key}:${config.name}" }
    echo "[${STEP_NAME}] ${name} ${config.flags} ${config.retries}"
    if (body) { body(config) }
  }
}
"#;

const ERRORS: &str = r#"import com.acme.config.MissingException

def call(Map args, Closure body) {
  try {
    body()
  } catch (MissingException | IllegalStateException e) {
    echo "${args.stepName} failed: ${e.message}"
    currentBuild.result = 'UNSTABLE'
  } finally {
    echo "end of ${args.stepName} with ${args.parameters.size()} parameters"
  }
}
"#;

const JENKINSFILE: &str = r#"@Library('acme@1.2') _
import com.acme.*
import com.acme.config.MapUtils

def level = Level.of('w')
build(name: 'x', unknown: 1, retries: 3) { c ->
  echo "in ${c.name} ${c.flags.findAll { it.value }.keySet()}"
}
build()
echo "${Cache.instance.misses} ${level} ${level.above(Level.INFO)} ${MapUtils.merge([a: [b: 1]], [a: [c: 2]])}"
"#;

#[test]
fn a_grown_library() {
    let ran = Setup::of(JENKINSFILE)
        .library("acme", "src/com/acme/config/ConfigHelper.groovy", HELPER)
        .library("acme", "src/com/acme/config/MapUtils.groovy", MAPS)
        .library(
            "acme",
            "src/com/acme/config/MissingException.groovy",
            EXCEPTION,
        )
        .library("acme", "src/com/acme/Level.groovy", LEVEL)
        .library("acme", "src/com/acme/Cache.groovy", CACHE)
        .library("acme", "vars/build.groovy", STEP)
        .library("acme", "vars/handleErrors.groovy", ERRORS)
        .run();
    let said = "Loading library acme@1.2
mixed [name+retries, flags]
[build] name:x [a:true, b:true] 3
in x [a, b]
end of build with 3 parameters
build failed: ERROR - NO VALUE AVAILABLE FOR name (of the thing)
end of build with 0 parameters
1 WARN true [a:[b:1, c:2]]
Finished: UNSTABLE
";
    assert_eq!(ran.said(), said, "{}", ran.log);
    assert_eq!(ran.result, BuildResult::Unstable);
}
