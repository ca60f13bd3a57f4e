# Finds a JDK 25 or newer for ./run and ./test and sets JAVA_HOME to it; source this file.
# Maven itself may run on an older one: the build picks its JDK with a toolchain.

is_jdk_25() {
  [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | grep -qE '^javac (2[5-9]|[3-9][0-9])'
}

find_jdk_25() {
  local candidate
  for candidate in \
    "${JAVA_HOME:-}" \
    "$(dirname "$(dirname "$(readlink -f "$(command -v javac 2>/dev/null || echo /nowhere/bin/javac)")")")" \
    "$(/usr/libexec/java_home -v 25 2>/dev/null || true)" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return
    fi
  done
  echo "Gatehouse needs a JDK 25, and none was found: install one (for example Eclipse Temurin 25), or set JAVA_HOME to it." >&2
  exit 1
}

require_maven() {
  command -v mvn >/dev/null || {
    echo "Gatehouse needs Maven 3.8 or newer, and mvn was not found: install it, or put it on the PATH." >&2
    exit 1
  }
}
