package dev.gatehouse.auth.client;

import dev.gatehouse.auth.token.TokenLifetimes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/**
 * A client as stored.
 *
 * @param secrets its live secrets, encoded, newest first
 * @param tokensEndedAt when all its tokens were ended, if ever
 * @param secretsChangeAt when the first of its secrets expires, if any does
 */
public record Client(
        UUID id,
        String clientId,
        String name,
        List<String> secrets,
        ClientMetadata metadata,
        Instant createdAt,
        @Nullable Instant tokensEndedAt,
        @Nullable Instant secretsChangeAt) {

    /** Tells whether people would see another client than this one when they are asked. */
    boolean looksLike(String otherName, ClientMetadata other) {
        return name.equals(otherName)
                && metadata.redirectUris().equals(other.redirectUris())
                && Objects.equals(metadata.presentation(), other.presentation());
    }

    /** Tells whether people would be known by the same subjects. */
    boolean isOfSectorOf(ClientMetadata other) {
        return Objects.equals(
                metadata.openIdOrUsual().sector(), other.openIdOrUsual().sector());
    }

    private static final String SEPARATOR = " ";

    /** Shows this client as Spring's protocol engine wants it; secrets go into its one field for them. */
    RegisteredClient registered(TokenLifetimes lifetimes) {
        var client = RegisteredClient.withId(id.toString())
                .clientId(clientId)
                .clientName(name)
                .clientIdIssuedAt(createdAt)
                .clientAuthenticationMethods(methods -> metadata.authenticationMethods()
                        .forEach(each -> methods.add(new ClientAuthenticationMethod(each))))
                .authorizationGrantTypes(
                        types -> metadata.grantTypes().forEach(each -> types.add(new AuthorizationGrantType(each))))
                .redirectUris(uris -> uris.addAll(metadata.redirectUris()))
                .postLogoutRedirectUris(uris -> uris.addAll(metadata.postLogoutRedirectUris()))
                .scopes(scopes -> scopes.addAll(metadata.scopes()))
                .clientSettings(ClientPolicy.keep(
                                ClientSettings.builder()
                                        .requireProofKey(
                                                !metadata.rulesOrUsual().proofKeyOptional())
                                        .requireAuthorizationConsent(metadata.consentRequired()),
                                metadata,
                                tokensEndedAt)
                        .build())
                .tokenSettings(tokenSettings(lifetimes));
        if (!secrets.isEmpty()) {
            client.clientSecret(String.join(SEPARATOR, secrets));
        }
        return client.build();
    }

    /** The secrets of a client that was made by {@link #registered}. */
    static List<String> secretsOf(RegisteredClient client) {
        var secrets = client.getClientSecret();
        return secrets == null ? List.of() : List.of(secrets.split(SEPARATOR));
    }

    private TokenSettings tokenSettings(TokenLifetimes lifetimes) {
        return ClientPolicy.keep(
                        TokenSettings.builder(),
                        seconds(metadata.grantSeconds(), lifetimes.grantTimeToLive()),
                        seconds(metadata.openIdOrUsual().idTokenSeconds(), lifetimes.idTokenTimeToLive()))
                .authorizationCodeTimeToLive(seconds(metadata.codeSeconds(), lifetimes.authorizationCodeTimeToLive()))
                .accessTokenTimeToLive(seconds(metadata.accessTokenSeconds(), lifetimes.accessTokenTimeToLive()))
                .refreshTokenTimeToLive(seconds(metadata.refreshTokenSeconds(), lifetimes.refreshTokenTimeToLive()))
                .reuseRefreshTokens(metadata.refreshTokensReused() || metadata.isOf(ClientPolicy.FAPI))
                .build();
    }

    private static Duration seconds(@Nullable Long own, Duration usual) {
        return own == null ? usual : Duration.ofSeconds(own);
    }
}
