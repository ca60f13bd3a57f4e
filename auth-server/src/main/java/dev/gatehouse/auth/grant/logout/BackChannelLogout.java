package dev.gatehouse.auth.grant.logout;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.grant.Grants;
import dev.gatehouse.auth.grant.Subjects;
import dev.gatehouse.auth.outgoing.OutgoingFailure;
import dev.gatehouse.auth.outgoing.OutgoingRequests;
import dev.gatehouse.auth.outgoing.OutgoingRequests.Purpose;
import dev.gatehouse.auth.session.SessionEnded;
import dev.gatehouse.auth.token.Issuer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Ends what was granted in a session when the session ends, and tells the clients: many at a time, each for a few
 * seconds at most, again later if one does not answer.
 *
 * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRequest">OpenID Connect Back-Channel
 *     Logout, section 2.5</a>
 */
@Component
class BackChannelLogout implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(BackChannelLogout.class);
    private static final int AT_ONCE = 32;
    private static final int ATTEMPTS = 6;
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration LIFE = Duration.ofMinutes(2);
    private static final Map<String, Object> EVENTS =
            Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of());

    private final OutgoingLogouts waiting;
    private final Grants grants;
    private final Subjects subjects;
    private final RegisteredClientRepository clients;
    private final OutgoingRequests outgoing;
    private final JwtEncoder encoder;
    private final Issuer issuer;
    private final Clock clock;
    private final ExecutorService telling = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(AT_ONCE);

    BackChannelLogout(
            OutgoingLogouts waiting,
            Grants grants,
            Subjects subjects,
            RegisteredClientRepository clients,
            OutgoingRequests outgoing,
            JwtEncoder encoder,
            Issuer issuer,
            Clock clock) {
        this.waiting = waiting;
        this.grants = grants;
        this.subjects = subjects;
        this.clients = clients;
        this.outgoing = outgoing;
        this.encoder = encoder;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** In the transaction in which the session ends, so that neither can happen without the other. */
    @EventListener
    void on(SessionEnded ended) {
        waiting.add(ended.sessionId());
        grants.endOfSession(ended.sessionId(), ended.accountId());
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    void afterwards(SessionEnded ended) {
        telling.execute(this::tell);
    }

    /** At a fixed rate, since jobs with a fixed delay wait for each other. */
    @Scheduled(fixedRateString = "PT5S", initialDelayString = "PT5S")
    void tell() {
        int places = free.drainPermits();
        if (places == 0) {
            return;
        }
        var due = List.<OutgoingLogouts.Logout>of();
        try {
            due = waiting.take(places, PAUSE);
        } finally {
            free.release(places - due.size());
        }
        for (var logout : due) {
            telling.execute(() -> tell(logout));
        }
    }

    private void tell(OutgoingLogouts.Logout logout) {
        try {
            var client = clients.findById(logout.clientId().toString());
            var uri = client == null
                    ? null
                    : ClientPolicy.backChannelLogoutUri(client).orElse(null);
            if (client == null || uri == null || logout.attempts() > ATTEMPTS || isTold(logout, client, uri)) {
                waiting.remove(logout);
            }
        } catch (RuntimeException failure) {
            LOG.warn("A client was not told of a logout, attempt {}", logout.attempts(), failure);
        } finally {
            free.release();
        }
    }

    private boolean isTold(OutgoingLogouts.Logout logout, RegisteredClient client, String uri) {
        try {
            var answer = outgoing.post(URI.create(uri), Map.of("logout_token", token(logout, client)), Purpose.LOGOUT);
            // 400: the client has looked at it and can do nothing, however often it comes (section 2.8).
            if (answer.status() / 100 == 2 || answer.status() == 400) {
                return true;
            }
            LOG.warn("{} answers a logout with {}, attempt {}", uri, answer.status(), logout.attempts());
        } catch (OutgoingFailure failure) {
            LOG.warn("A client was not told of a logout, attempt {}: {}", logout.attempts(), failure.getMessage());
        }
        return false;
    }

    private String token(OutgoingLogouts.Logout logout, RegisteredClient client) {
        var now = clock.instant();
        var claims = JwtClaimsSet.builder()
                .issuer(issuer.issuer())
                .subject(subjects.of(client, logout.accountId()))
                .audience(List.of(client.getClientId()))
                .issuedAt(now)
                .expiresAt(now.plus(LIFE))
                .id(UUID.randomUUID().toString())
                .claim("sid", subjects.session(client, logout.sessionId()))
                .claim("events", EVENTS)
                .build();
        var header = JwsHeader.with(ClientPolicy.idToken(client).algorithm())
                .type("logout+jwt")
                .build();
        return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
    }

    @Override
    public void destroy() {
        telling.shutdownNow();
    }
}
