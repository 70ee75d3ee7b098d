// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/audioblock.h"

#include "ui/common/text.h"
#include "ui/preview/fittingtext.h"
#include "ui/preview/preview.h"
#include "ui/results/audioformat.h"
#include "ui/results/audioplayer.h"

#include <QBoxLayout>
#include <QSlider>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int shownRows = 6; // of bytes

QString kindOf(const mcp::ContentBlock &block)
{
    QStringList about{ AudioBlock::tr("audio"),
        block.mimeType.isEmpty() ? AudioBlock::tr("no type given") : base::cleaned(block.mimeType, 60),
        sizeText(block.data.size()) };
    if (const QString format = audioFormat(block.data); !format.isEmpty())
        about.insert(2, AudioBlock::tr("%1 by its first bytes").arg(format));
    return about.join(u" · "_s);
}

QString seconds(qint64 milliseconds)
{
    const qint64 whole = milliseconds / 1000;
    return u"%1:%2"_s.arg(whole / 60).arg(whole % 60, 2, 10, QChar(u'0'));
}

} // namespace

QString audioFormat(const QByteArray &data)
{
    if (data.startsWith("RIFF") && data.mid(8, 4) == "WAVE")
        return u"WAV"_s;
    const auto second = data.size() > 1 ? static_cast<unsigned char>(data[1]) : 0;
    // A frame of layer III, or the tags before the first.
    if (data.startsWith("ID3") || (data.startsWith('\xff') && (second & 0xe6) == 0xe2))
        return u"MP3"_s;
    if (data.startsWith("OggS"))
        return u"Ogg"_s;
    if (data.startsWith("fLaC"))
        return u"FLAC"_s;
    return data.mid(4, 4) == "ftyp" ? u"MP4"_s : QString();
}

AudioBlock::AudioBlock(const mcp::ContentBlock &block)
    : Block(block, kindOf(block))
    , m_data(block.data)
    , m_play(button(tr("Play"), u"playAudioButton"_s))
    , m_position(new QSlider(Qt::Horizontal))
    , m_time(new Label({}, TextRole::Caption, Tone::Muted))
{
    m_position->setObjectName(u"audioPositionSlider"_s);
    m_position->setAccessibleName(tr("Place in the sound"));
    m_position->setEnabled(false);
    m_position->setMaximumWidth(360);
    m_time->setObjectName(u"audioTimeLabel"_s);
    addSave(m_data, "audio", block.mimeType);
    if (audioFormat(m_data).isEmpty()) {
        m_play->deleteLater();
        m_position->deleteLater();
        m_time->deleteLater();
        setNote(m_data.isEmpty() ? tr("There is no sound: data is missing, empty, or no base64.")
                                 : tr("This is no WAV, MP3, Ogg, FLAC or MP4 sound, whatever its type says. "
                                      "It is not given to a "
                                      "player; its bytes are below."),
            Tone::Caution);
        if (!m_data.isEmpty()) {
            auto *bytes = new FittingText(u"audioBytes"_s, tr("The first bytes"), TextRole::Wire);
            bytes->setFittingText(hexDump(m_data), shownRows);
            addBody(bytes);
        }
        return;
    }
    auto *controls = new QWidget;
    auto *line = row(controls, 0, 8);
    line->addWidget(m_play);
    line->addWidget(m_position, 1);
    line->addWidget(m_time);
    line->addStretch();
    addBody(controls);
    connect(m_play, &QPushButton::clicked, this, [this] { m_player ? stop() : play(); });
    connect(m_position, &QSlider::sliderReleased, this, [this] {
        if (m_player)
            m_player->seek(m_position->value());
    });
}

AudioBlock::~AudioBlock() = default;

void AudioBlock::play()
{
    if (const QString reason = AudioPlayer::whyNot(); !reason.isEmpty())
        return setNote(reason, Tone::Caution);
    setNote({});
    m_player = std::make_unique<AudioPlayer>(m_data);
    connect(m_player.get(), &AudioPlayer::moved, this, &AudioBlock::showPosition);
    connect(m_player.get(), &AudioPlayer::ended, this, &AudioBlock::stop);
    connect(m_player.get(), &AudioPlayer::failed, this, [this](const QString &words) {
        stop();
        setNote(tr("It cannot be played: %1. Save it to hear it elsewhere.").arg(base::cleaned(words)),
            Tone::Bad);
    });
    m_play->setText(tr("Stop"));
    m_play->setAccessibleName(m_play->text());
    m_position->setEnabled(true);
    m_player->play();
}

void AudioBlock::stop()
{
    if (m_player)
        m_player.release()->deleteLater(); // it may be what called us
    m_play->setText(tr("Play"));
    m_play->setAccessibleName(m_play->text());
    m_position->setValue(0);
    m_position->setEnabled(false);
    m_time->clear();
}

void AudioBlock::showPosition(qint64 at, qint64 length)
{
    if (!m_player)
        return;
    m_position->setRange(0, int(length));
    if (!m_position->isSliderDown())
        m_position->setValue(int(at));
    m_time->setText(tr("%1 of %2").arg(seconds(at), seconds(length)));
}

} // namespace authscope::ui
