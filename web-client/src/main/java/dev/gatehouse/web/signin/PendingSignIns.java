package dev.gatehouse.web.signin;

import dev.gatehouse.platform.session.PendingPage;
import dev.gatehouse.web.token.SessionTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.stereotype.Component;

/**
 * The sign-ins that a browser has begun, each under its {@code state}: Spring keeps the last one only, so that of several
 * tabs all but one would fail. Each knows the page that its own tab wanted, and has a session attribute of its own, since
 * tabs begin at the same moment.
 */
@Component
class PendingSignIns implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

    private static final int MOST = 10;

    /** Followed by the time in milliseconds, by which the names sort, and the state. */
    private static final String PREFIX = SessionTokens.BEGUN_SIGN_IN;

    private static final String WANTED_PAGE = "wanted-page";

    private final JdbcClient jdbc;
    private final Clock clock;

    PendingSignIns(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        return find(request)
                .map(name -> request.getSession().getAttribute(name))
                .filter(OAuth2AuthorizationRequest.class::isInstance)
                .map(OAuth2AuthorizationRequest.class::cast)
                .orElse(null);
    }

    @Override
    public void saveAuthorizationRequest(
            @Nullable OAuth2AuthorizationRequest begun, HttpServletRequest request, HttpServletResponse response) {
        if (begun == null) {
            removeAuthorizationRequest(request, response);
            return;
        }
        var session = request.getSession();
        var before = names(session);
        before.stream().limit(Math.max(0, before.size() - MOST + 1)).forEach(session::removeAttribute);
        session.setAttribute(
                PREFIX + clock.millis() + "." + begun.getState(), withWantedPage(begun, request, response));
    }

    /** A sign-in is finished once: a code that came twice would end what it was redeemed for (RFC 6749, section 4.1.2). */
    @Override
    public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest request, HttpServletResponse response) {
        var begun = loadAuthorizationRequest(request);
        if (begun == null || !take(request)) {
            return null;
        }
        request.setAttribute(WANTED_PAGE, begun.getAttribute(WANTED_PAGE));
        return begun;
    }

    /**
     * Each request has a session object of its own; which of two is first, the database decides. The attribute stays until
     * this request is done: it says that a sign-in is under way.
     */
    private boolean take(HttpServletRequest request) {
        var name = find(request).orElseThrow();
        var session = request.getSession();
        int taken = jdbc.sql("""
                        update spring_session_attributes a set attribute_bytes = '' from spring_session s
                        where s.session_id = ? and a.session_primary_id = s.primary_id
                            and a.attribute_name = ? and a.attribute_bytes <> ''""").params(session.getId(), name).update();
        if (taken > 0) {
            session.removeAttribute(name);
        }
        return taken > 0;
    }

    /** Returns the page for which the sign-in was begun that this request finishes. */
    static Optional<String> wantedPage(HttpServletRequest request) {
        return Optional.ofNullable(request.getAttribute(WANTED_PAGE)).map(String::valueOf);
    }

    private static OAuth2AuthorizationRequest withWantedPage(
            OAuth2AuthorizationRequest begun, HttpServletRequest request, HttpServletResponse response) {
        var wanted = new PendingPage().getRequest(request, response);
        return wanted == null
                ? begun
                : OAuth2AuthorizationRequest.from(begun)
                        .attributes(attributes -> attributes.put(WANTED_PAGE, wanted.getRedirectUrl()))
                        .build();
    }

    private static Optional<String> find(HttpServletRequest request) {
        var session = request.getSession(false);
        var state = request.getParameter(OAuth2ParameterNames.STATE);
        return session == null || state == null || state.isEmpty()
                ? Optional.empty()
                : names(session).stream()
                        .filter(name -> name.endsWith("." + state))
                        .findFirst();
    }

    private static List<String> names(HttpSession session) {
        return Collections.list(session.getAttributeNames()).stream()
                .filter(name -> name.startsWith(PREFIX))
                .sorted()
                .toList();
    }
}
