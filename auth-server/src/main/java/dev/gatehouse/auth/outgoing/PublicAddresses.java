package dev.gatehouse.auth.outgoing;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Looks up hosts for the connection itself, so that what was looked at is what is connected to: a name that resolves to
 * an address inside the own network is not found.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6890">RFC 6890, Special-Purpose IP Address Registries</a>
 */
class PublicAddresses extends SystemDefaultDnsResolver {

    private final Set<String> allowedHosts;

    PublicAddresses(Set<String> allowedHosts) {
        this.allowedHosts = allowedHosts;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        var addresses = super.resolve(host);
        if (!allowedHosts.contains(host) && !Arrays.stream(addresses).allMatch(PublicAddresses::isPublic)) {
            throw new UnknownHostException(host + " is in a private network");
        }
        return addresses;
    }

    static boolean isPublic(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress()
                && !address.isMulticastAddress()
                && (address instanceof Inet6Address
                        ? isGlobalUnicast(address.getAddress())
                        : isGlobal(address.getAddress()));
    }

    private static boolean isGlobal(byte[] ip) {
        int first = ip[0] & 0xff;
        int second = ip[1] & 0xff;
        boolean carrier = first == 100 && second >= 64 && second < 128;
        boolean protocols = first == 192 && second == 0 && ip[2] == 0;
        boolean benchmarks = first == 198 && (second == 18 || second == 19);
        return first != 0 && first < 224 && !carrier && !protocols && !benchmarks;
    }

    /** 2000::/3, but for the prefixes that carry an address of the older kind, which could be a private one. */
    private static boolean isGlobalUnicast(byte[] ip) {
        boolean sixToFour = ip[0] == 0x20 && ip[1] == 0x02;
        boolean teredo = ip[0] == 0x20 && ip[1] == 0x01 && ip[2] == 0 && ip[3] == 0;
        return (ip[0] & 0xe0) == 0x20 && !sixToFour && !teredo;
    }
}
