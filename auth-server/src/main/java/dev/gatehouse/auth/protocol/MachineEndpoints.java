package dev.gatehouse.auth.protocol;

import java.util.Set;

/** The endpoints that only machines talk to, with POST: they know no session, no cookie and no page. */
public final class MachineEndpoints {

    private static final Set<String> PATHS = Set.of(
            "/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/par", "/oauth2/device_authorization");

    private MachineEndpoints() {}

    /** Returns their paths, below the context path. */
    public static String[] paths() {
        return PATHS.toArray(String[]::new);
    }

    static boolean isOne(String path) {
        return PATHS.contains(path);
    }
}
