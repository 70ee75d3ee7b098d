// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates made with openssl for these tests: Root vouches for Between, Between for Leaf. "Impostor" has
// Between's name and another key. Each is the base64 of its DER form.
#pragma once

#include <QByteArray>

namespace josesamples {

inline QByteArray pem(const QByteArray &der)
{
    QByteArray out = "-----BEGIN CERTIFICATE-----\n";
    for (qsizetype at = 0; at < der.size(); at += 64)
        out += der.mid(at, 64) + '\n';
    return out + "-----END CERTIFICATE-----\n";
}

inline const QByteArray root
    = "MIIBhTCCASygAwIBAgIBATAKBggqhkjOPQQDAjAhMRAwDgYDVQQKDAdFeGFtcGxlMQ0wCwYDVQQDDARSb290MCAXDTI2MTEy"
      "MTE3Mzc0NVoYDzIxMjYxMDI4MTczNzQ1WjAhMRAwDgYDVQQKDAdFeGFtcGxlMQ0wCwYDVQQDDARSb290MFkwEwYHKoZIzj0C"
      "AQYIKoZIzj0DAQcDQgAEDg8+Z/JFWYmWz5R0vEozJ7dr2XrEupHU2HOeOX4ha2r68wRwLcLAoHTDdRg1S9PyaSx7BiJFXFsc"
      "49vOE2msmqNTMFEwHQYDVR0OBBYEFLoUKFwsO4UdADGiWol/9BNOqtPLMB8GA1UdIwQYMBaAFLoUKFwsO4UdADGiWol/9BNO"
      "qtPLMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgKtpPqzRVF7xAGT1JWJV3BwC84cQEMGrGWbCr4DBQUMYC"
      "IGh3ELyv9LyONfwXnmYSNkNR2oLPUnv1xKU/ro2iF1rF";

inline const QByteArray between
    = "MIIBLzCB1QIBAjAKBggqhkjOPQQDAjAhMRAwDgYDVQQKDAdFeGFtcGxlMQ0wCwYDVQQDDARSb290MCAXDTI2MTEyMTE3Mzc0"
      "NVoYDzIxMjYxMDI4MTczNzQ1WjAkMRAwDgYDVQQKDAdFeGFtcGxlMRAwDgYDVQQDDAdCZXR3ZWVuMFkwEwYHKoZIzj0CAQYI"
      "KoZIzj0DAQcDQgAEpw5hPJApWLVLxwtmf0gdfx03foiBruEy2IG8UzEPsQCSKewg06+rG4KIcoKW2JBmJkhJvr5LCeoEJpUm"
      "6u7YUTAKBggqhkjOPQQDAgNJADBGAiEAyZmbn5kF0bLqWkuPLluwSpCoZdtGZpBnUOjf8Z5shBACIQCJnF7FuLzm0Ya8OzYH"
      "YHtB+8DHkuE1bjmjT0I9ja4k7w==";

inline const QByteArray leaf
    = "MIIBLTCB1QIBAzAKBggqhkjOPQQDAjAkMRAwDgYDVQQKDAdFeGFtcGxlMRAwDgYDVQQDDAdCZXR3ZWVuMCAXDTI2MTEyMTE3"
      "Mzc0NVoYDzIxMjYxMDI4MTczNzQ1WjAhMRAwDgYDVQQKDAdFeGFtcGxlMQ0wCwYDVQQDDARMZWFmMFkwEwYHKoZIzj0CAQYI"
      "KoZIzj0DAQcDQgAEdZhx2TVgwctC4VZGYBLFgS5oGvbvGTFt3bgD258j+uvOWjm00QS7MaDwtqDw6U+9HFp1lfRKzJ/AuYMT"
      "haZ1GTAKBggqhkjOPQQDAgNHADBEAiBVI1MFUe56NGIiGZJlE499WDfX2eo3GKDD0nI78nIfogIgVD2cTGrpeMQYv+nQDw5n"
      "U7uKOpEXS7b4BkfEFT/VdqI=";

inline const QByteArray impostor
    = "MIIBizCCATKgAwIBAgIBBDAKBggqhkjOPQQDAjAkMRAwDgYDVQQKDAdFeGFtcGxlMRAwDgYDVQQDDAdCZXR3ZWVuMCAXDTI2"
      "MTEyMTE3Mzc0NVoYDzIxMjYxMDI4MTczNzQ1WjAkMRAwDgYDVQQKDAdFeGFtcGxlMRAwDgYDVQQDDAdCZXR3ZWVuMFkwEwYH"
      "KoZIzj0CAQYIKoZIzj0DAQcDQgAErr99ClS6Jx6jzHfsEBd3dQ96gjLDzMkgkmcdo6xkvZlkiIcbdqJIoto2MqdUdcMeY3Ao"
      "wrs8r8JeuhR/3s+giKNTMFEwHQYDVR0OBBYEFObTn9axzy9b93/3i/j2jkOybfGEMB8GA1UdIwQYMBaAFObTn9axzy9b93/3"
      "i/j2jkOybfGEMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgB8Fm+fWjR5+MWVLvf6r6KxHm/QR0WVTPIK9J"
      "MbQk9jECIFomf6NElKtXd2JrAcLwiia9pxX+d/TDijQJBp57nrHR";

} // namespace josesamples
