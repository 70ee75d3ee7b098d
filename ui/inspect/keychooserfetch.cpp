// SPDX-License-Identifier: GPL-3.0-or-later
// What the key chooser asks of others, and only when its button was pressed.
#include "ui/common/busyline.h"
#include "ui/common/text.h"
#include "ui/inspect/keychooser.h"

#include <QComboBox>
#include <QLineEdit>
#include <QUrl>

namespace authscope::ui {

QByteArray KeyChooser::target() const
{
    switch (source()) {
    case Source::Connection:
        return chosenConnection() ? chosenConnection()->issuer : QByteArray();
    case Source::Issuer:
        return m_issuer->text().trimmed().toUtf8();
    case Source::Address:
        return m_address->text().trimmed().toUtf8();
    case Source::None:
    case Source::File:
    case Source::Text:
    case Source::Secret:
        break;
    }
    return {};
}

void KeyChooser::showFetch()
{
    const Source from = source();
    const bool mayFetch = from == Source::Connection || from == Source::Issuer || from == Source::Address;
    const QString host = QUrl::fromEncoded(target()).host(QUrl::FullyEncoded);
    m_fetchButton->setVisible(mayFetch && !m_fetch);
    m_fetchButton->setEnabled(!target().isEmpty() && m_services.network);
    m_fetchButton->setText(
        host.isEmpty() ? tr("Fetch keys") : tr("Fetch keys from %1").arg(withoutMnemonic(host.left(60))));
    m_fetchButton->setAccessibleName(tr("Fetch keys"));
    m_fetchButton->setToolTip(plainToolTip(
        tr("Asks this host for its public keys. The token is not sent, and nothing is asked before this is "
           "pressed.")));
}

void KeyChooser::fetch()
{
    const QByteArray from = target();
    if (from.isEmpty() || m_fetch || !m_services.network)
        return;
    auto *fetch = new inspect::KeyFetch(m_services.network, m_services.keySource, this);
    m_fetch = fetch;
    if (source() == Source::Address)
        fetch->setAddress(from);
    else
        fetch->setIssuer(from);
    fetch->setKid(m_namedKid);
    if (source() == Source::Connection && chosenConnection())
        fetch->setConnection(chosenConnection()->id);
    connect(fetch, &base::Operation::finished, this, [this, fetch] {
        fetch->deleteLater();
        if (m_fetch != fetch)
            return;
        m_fetch.clear();
        m_busy->end();
        fetched(fetch->result());
    });
    m_problem.reset();
    m_busy->begin(tr("fetching keys"), m_services.clock->now());
    showKeys();
    fetch->start();
}

void KeyChooser::fetched(const base::Result<inspect::Keys> &result)
{
    if (result)
        return setKeys(*result);
    if (result.error().kind == base::ErrorKind::Cancelled)
        return showKeys();
    m_problem = result.error();
    setKeys(inspect::noKeys(result.error().message));
}

void KeyChooser::stop()
{
    if (!m_fetch)
        return;
    inspect::KeyFetch *fetch = m_fetch;
    m_fetch.clear();
    fetch->cancel();
    m_busy->end();
    showKeys();
}

} // namespace authscope::ui
