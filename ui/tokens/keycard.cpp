// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/keycard.h"

#include "ui/common/text.h"
#include "ui/common/wireedit.h"
#include "ui/tokens/sentcard.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace authscope::ui {

KeyCard::KeyCard()
    : m_opaque(new Label(tr("Opaque: only the provider can read it."), TextRole::Body, Tone::Muted))
    , m_header(new WireEdit(u"tokenHeaderEdit"_s, tr("Header of the token")))
    , m_signedWith(new Label)
    , m_caution(new Label({}, TextRole::Body, Tone::Caution))
    , m_thumbprint(new ElidedLabel({}, TextRole::Caption, Tone::Muted, Qt::ElideMiddle))
    , m_exchange(linkButton(tr("The fetch that brought the key"), u"keyExchangeButton"_s))
{
    m_signedWith->setObjectName(u"signedWithLabel"_s);
    m_caution->setObjectName(u"keyCautionLabel"_s);
    m_thumbprint->setObjectName(u"thumbprintLabel"_s);
    for (Label *each : { m_opaque, m_signedWith, m_caution })
        each->setWrapping(true);
    QVBoxLayout *inside = fillTitledCard(this, tr("HEADER AND KEY"));
    inside->addWidget(m_opaque);
    inside->addWidget(m_header);
    inside->addWidget(m_signedWith);
    inside->addWidget(m_caution);
    inside->addWidget(m_thumbprint);
    inside->addWidget(m_exchange, 0, Qt::AlignLeft);
    inside->addStretch();
    connect(m_exchange, &QPushButton::clicked, this, [this] { Q_EMIT exchangeRequested(m_exchangeId); });
    setKey({});
}

void KeyCard::setKey(const KeyData &key)
{
    m_exchangeId = key.exchange;
    m_opaque->setVisible(!key.isReadable);
    m_header->setVisible(key.isReadable);
    m_header->setWire(key.headerJson);
    m_signedWith->setForeignText(key.signedWith, 500);
    m_signedWith->setVisible(!key.signedWith.isEmpty());
    m_caution->setForeignText(key.caution, 500);
    m_caution->setVisible(!key.caution.isEmpty());
    m_thumbprint->setElided(tr("Key thumbprint %1").arg(base::cleaned(key.thumbprint)));
    m_thumbprint->setVisible(!key.thumbprint.isEmpty());
    m_exchange->setVisible(key.exchange != 0);
}

} // namespace authscope::ui
