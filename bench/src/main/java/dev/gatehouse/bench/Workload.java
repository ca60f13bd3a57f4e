package dev.gatehouse.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** What can be measured; one connection does one of it after the other. */
enum Workload {
    CLIENT_CREDENTIALS(Workload::hasMachine, caller -> caller::machineToken),
    REFRESH(Workload::hasPeople, caller -> {
        caller.signIn();
        return caller::refresh;
    }),
    CODE(Workload::hasPeople, caller -> {
        caller.signIn();
        return caller::codeFlow;
    }),
    INTROSPECTION(
            provider -> hasMachine(provider) && provider.endpoints().containsKey("introspection_endpoint"), caller -> {
                var token = caller.machineToken();
                return () -> caller.introspect(token);
            }),
    USERINFO(provider -> hasPeople(provider) && provider.endpoints().containsKey("userinfo_endpoint"), caller -> {
        caller.signIn();
        var token = caller.codeFlow();
        var path = caller.path("userinfo_endpoint");
        return () -> caller.read(path, token);
    }),
    JWKS(_ -> true, reading("jwks_uri")),
    DISCOVERY(_ -> true, reading("discovery")),
    API(Workload::hasApi, caller -> {
        var token = caller.machineToken();
        return () -> caller.callApi(token);
    }),
    API_NEW_TOKEN(Workload::hasApi, caller -> () -> caller.callApi(caller.machineToken()));

    private final Predicate<Provider> possible;
    private final Preparation preparation;

    Workload(Predicate<Provider> possible, Preparation preparation) {
        this.possible = possible;
        this.preparation = preparation;
    }

    /** One of what is measured. */
    @FunctionalInterface
    interface Operation {
        void run() throws IOException;
    }

    /** Does what has to come before, as a sign-in; it is not measured. */
    @FunctionalInterface
    private interface Preparation {
        Operation prepare(Caller caller) throws IOException;
    }

    private static Preparation reading(String document) {
        return caller -> {
            var path = caller.path(document);
            return () -> caller.read(path, null);
        };
    }

    Operation prepare(Caller caller) throws IOException {
        return preparation.prepare(caller);
    }

    /** Tells whether what is known of the provider and its clients is enough. */
    boolean isPossible(Provider provider) {
        return possible.test(provider);
    }

    /** Returns the processes whose work is measured. */
    List<Long> pids(Target target) {
        var api = target.api();
        return isOfApi() && api != null ? api.pids() : target.pids();
    }

    private boolean isOfApi() {
        return this == API || this == API_NEW_TOKEN;
    }

    private static boolean hasApi(Provider provider) {
        return hasMachine(provider) && provider.target().api() != null;
    }

    private static boolean hasMachine(Provider provider) {
        return provider.target().machine().isThere();
    }

    private static boolean hasPeople(Provider provider) {
        return provider.target().app().isThere() && !provider.target().people().isEmpty();
    }

    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Workload of(String title) {
        Predicate<Workload> isMeant = each -> each.title().equals(title);
        return Arrays.stream(values())
                .filter(isMeant)
                .findFirst()
                .orElseThrow(() -> new Problem("There is no workload " + title + "; there are "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(Workload::title).toList())
                        + "."));
    }
}
