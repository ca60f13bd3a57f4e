package dev.gatehouse.auth.grant.request;

import dev.gatehouse.auth.token.OpaqueToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests that were taken from their one-time address, or whose signature was checked, kept in the browser's session
 * until they are answered: a sign-in takes longer than they live, and nobody else can come with them meanwhile.
 */
public final class KeptRequests {

    private static final String PREFIX = "gatehouse.request.";

    /** As many sign-ins as a person may have begun at a time, in different tabs. */
    private static final int MOST = 8;

    private static final JsonMapper JSON = new JsonMapper();

    /** As long as a person may take to sign in. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private KeptRequests() {}

    private record Kept(RequestParameters parameters, long until) {}

    static Optional<RequestParameters> find(HttpServletRequest request, String reference) {
        var session = request.getSession(false);
        return session != null && session.getAttribute(name(reference)) instanceof String kept
                ? Optional.of(JSON.readValue(kept, Kept.class))
                        .filter(found -> found.until() > System.currentTimeMillis())
                        .map(Kept::parameters)
                : Optional.empty();
    }

    static void keep(HttpServletRequest request, String reference, RequestParameters parameters) {
        var session = request.getSession();
        makeRoom(session);
        session.setAttribute(
                name(reference),
                JSON.writeValueAsString(new Kept(parameters, System.currentTimeMillis() + PATIENCE.toMillis())));
    }

    /** Those that were begun longest ago go first; those that nobody waits for any more are among them. */
    private static void makeRoom(HttpSession session) {
        var others = new HashMap<String, Long>();
        for (var name : Collections.list(session.getAttributeNames())) {
            if (name.startsWith(PREFIX) && session.getAttribute(name) instanceof String kept) {
                others.put(name, JSON.readValue(kept, Kept.class).until());
            }
        }
        others.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(Math.max(0, others.size() - MOST + 1))
                .forEach(each -> session.removeAttribute(each.getKey()));
    }

    /** Forgets the request that is answered now, or that waits for consent in a place of its own. */
    public static void forget(HttpServletRequest request) {
        var original = ResolvedRequest.original(request);
        var session = original.getSession(false);
        var reference = original.getParameter("request_uri") == null
                ? original.getParameter("request")
                : original.getParameter("request_uri");
        if (session != null && reference != null) {
            session.removeAttribute(name(reference));
        }
    }

    private static String name(String reference) {
        return PREFIX + HexFormat.of().formatHex(OpaqueToken.digest(reference));
    }
}
