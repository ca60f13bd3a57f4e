package dev.gatehouse.auth.token.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.PublishedStatus;
import dev.gatehouse.auth.token.TokenStatus;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** draft-ietf-oauth-status-list. */
@AuthServerTest
class StatusListTests {

    @Autowired
    private Parties parties;

    @Autowired
    private StatusBits bits;

    @Autowired
    private StatusLists lists;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void everyAccessTokenNamesABitOfItsOwn() {
        var places = new HashSet<String>();
        for (int token = 0; token < 200; token++) {
            places.add(reference(parties.machine().clientCredentials().text("access_token")));
        }
        assertThat(places).hasSize(200);

        var app = parties.confidential();
        var tokens = app.signIn(Parties.ADA, Parties.ADA_PASSWORD);
        var refreshed = app.refresh(tokens.text("refresh_token"));
        assertThat(reference(tokens.text("access_token")))
                .isEqualTo(reference(refreshed.text("access_token")))
                .isNotIn(places);
        assertThat(ThirdPartyApp.claims(tokens.text("id_token")).has("status")).isFalse();
    }

    @Test
    void bitsWhenManyAskThenNoneComesTwice() {
        var given = new HashSet<Object>();
        for (int bit = 0; bit < 5_000; bit++) {
            assertThat(given.add(bits.forGrant(Duration.ofDays(31)))).isTrue();
        }
        assertThat(given).hasSize(5_000);
    }

    /** Whoever makes up codes must not use up the lists. */
    @Test
    void codesThatAreNoneTakeNoBits() {
        var app = parties.publicApp();
        app.signIn(Parties.ADA, Parties.ADA_PASSWORD);
        var before = leased();
        for (int code = 0; code < 200; code++) {
            var refused = app.token(Map.of(
                    "grant_type",
                    "authorization_code",
                    "code",
                    "gh_ac_" + code,
                    "redirect_uri",
                    Parties.REDIRECT_URI,
                    "code_verifier",
                    "x".repeat(43)));
            assertThat(refused.text("error")).isEqualTo("invalid_grant");
        }
        // What is leased ahead at this moment is no matter of these.
        assertThat(leased() - before).isLessThan(200);
    }

    private long leased() {
        return jdbc.sql("select coalesce(sum(size), 0) from status_block where client_id is null")
                .query(Long.class)
                .single();
    }

    @Test
    void listIsSignedAndSaysHowLongItHolds() {
        var uri = address(parties.machine().clientCredentials().text("access_token"));
        var list = PublishedStatus.fetch(uri, "Accept", "application/statuslist+jwt");

        assertThat(list.headers().firstValue("Content-Type")).hasValue("application/statuslist+jwt");
        assertThat(list.headers().firstValue("Cache-Control")).hasValue("max-age=3, public");
        assertThat(list.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(ThirdPartyApp.header(list.body()).get("typ").asString()).isEqualTo("statuslist+jwt");
        var decoder = NimbusJwtDecoder.withJwkSetUri(parties.issuer() + "/oauth2/jwks")
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .validateType(false)
                .build();
        decoder.setJwtValidator(new JwtTimestampValidator());
        var claims = decoder.decode(list.body());
        assertThat(claims.getSubject()).isEqualTo(uri);
        assertThat(claims.getExpiresAt()).isAfter(Instant.now());
        assertThat(claims.<Long>getClaim("ttl")).isEqualTo(3);
        assertThat(claims.getClaimAsMap("status_list")).containsEntry("bits", 1L);
    }

    @Test
    void listWhenNothingChangedThenNotModified() throws Exception {
        var uri = address(parties.machine().clientCredentials().text("access_token"));
        var tag = PublishedStatus.fetch(uri).headers().firstValue("ETag").orElseThrow();
        var again = PublishedStatus.fetch(uri, "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();

        var zipped = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(uri))
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
        for (var unwanted : List.of("gzip;q=0", "identity, gzip; q=0.000", "gzipped")) {
            assertThat(PublishedStatus.fetch(uri, "Accept-Encoding", unwanted)
                            .headers()
                            .firstValue("Content-Encoding"))
                    .as(unwanted)
                    .isEmpty();
        }
        assertThat(unzip(zipped.body())).isEqualTo(PublishedStatus.fetch(uri).body());
    }

    @Test
    void listWhenUnknownPastOrInAnotherFormatThenSaysSo() {
        var uri = address(parties.machine().clientCredentials().text("access_token"));
        var base = uri.substring(0, uri.lastIndexOf('/') + 1);

        assertThat(PublishedStatus.fetch(base + UUID.randomUUID()).statusCode()).isEqualTo(404);
        assertThat(PublishedStatus.fetch(base + "nonsense").statusCode()).isEqualTo(404);
        assertThat(PublishedStatus.fetch(uri + "?time=1").statusCode()).isEqualTo(501);
        assertThat(PublishedStatus.fetch(uri, "Accept", "application/statuslist+cwt")
                        .statusCode())
                .isEqualTo(406);
    }

    @Test
    void revocationShowsInTheListWithinSeconds() {
        var app = parties.machine();
        var token = app.clientCredentials().text("access_token");
        var other = app.clientCredentials().text("access_token");
        assertThat(PublishedStatus.isRevoked(token)).isFalse();
        app.post("revocation_endpoint", Map.of("token", token));

        await().atMost(Duration.ofSeconds(2)).until(() -> PublishedStatus.isRevoked(token));
        assertThat(PublishedStatus.isRevoked(other)).isFalse();
    }

    @Test
    void revokedAccessTokenOfAGrantEndsAndTheNextOneIsGood() {
        var app = parties.confidential();
        var tokens = app.signIn(Parties.ADA, Parties.ADA_PASSWORD);
        app.post("revocation_endpoint", Map.of("token", tokens.text("access_token")));
        var next = app.refresh(tokens.text("refresh_token")).text("access_token");

        await().atMost(Duration.ofSeconds(2)).until(() -> PublishedStatus.isRevoked(tokens.text("access_token")));
        assertThat(PublishedStatus.isRevoked(next)).isFalse();
        assertThat(app.userInfo(next).status()).isEqualTo(200);
    }

    @Test
    void bitThatNobodyGaveOutCountsAsSet() {
        var lease = lists.lease(StatusLists.Kind.CLIENT, null, 64, Duration.ofMinutes(5));

        assertThat(lists.isRevoked(new TokenStatus(lease.list(), lease.first())))
                .isFalse();
        assertThat(lists.isRevoked(new TokenStatus(lease.list(), StatusLists.CAPACITY - 1)))
                .isTrue();
        assertThat(lists.isRevoked(new TokenStatus(UUID.randomUUID(), 0))).isTrue();
    }

    private static String reference(String token) {
        return ThirdPartyApp.claims(token).get("status").toString();
    }

    private static String address(String token) {
        return ThirdPartyApp.claims(token)
                .get("status")
                .get("status_list")
                .get("uri")
                .asString();
    }

    private static String unzip(byte[] zipped) throws IOException {
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            return new String(plain.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
