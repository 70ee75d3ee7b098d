// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/audioplayer.h"

#include <QAudioDevice>
#include <QAudioOutput>
#include <QMediaDevices>
#include <QMediaPlayer>

namespace authscope::ui {

namespace {

/// Qt 6.4 would take GStreamer, and ends the program when one of its plug-ins is not installed. The other
/// back end comes with the library, and is Qt's own choice from 6.5 on.
void chooseBackEnd()
{
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0) && defined(Q_OS_LINUX)
    if (!qEnvironmentVariableIsSet("QT_MEDIA_BACKEND"))
        qputenv("QT_MEDIA_BACKEND", "ffmpeg");
#endif
}

} // namespace

QString AudioPlayer::whyNot()
{
    chooseBackEnd();
    return QMediaDevices::audioOutputs().isEmpty()
        ? tr("This computer has no audio output to play it on. Save it to hear it elsewhere.")
        : QString();
}

AudioPlayer::AudioPlayer(const QByteArray &data)
    : m_output(std::make_unique<QAudioOutput>()), m_player(std::make_unique<QMediaPlayer>())
{
    m_buffer.setData(data);
    m_buffer.open(QIODevice::ReadOnly);
    m_player->setAudioOutput(m_output.get());
    connect(m_player.get(), &QMediaPlayer::positionChanged, this,
        [this](qint64 at) { Q_EMIT moved(at, m_player->duration()); });
    connect(
        m_player.get(), &QMediaPlayer::mediaStatusChanged, this,
        [this](QMediaPlayer::MediaStatus status) {
            if (status == QMediaPlayer::EndOfMedia)
                Q_EMIT ended();
            else if (status == QMediaPlayer::InvalidMedia)
                Q_EMIT failed(tr("no decoder here reads it"));
        },
        Qt::QueuedConnection); // who hears it may delete us
    connect(
        m_player.get(), &QMediaPlayer::errorOccurred, this,
        [this](QMediaPlayer::Error, const QString &words) { Q_EMIT failed(words); }, Qt::QueuedConnection);
}

AudioPlayer::~AudioPlayer()
{
    m_player->disconnect(this);
    m_player->stop();
    m_player.reset(); // before what it plays from and on
}

void AudioPlayer::play()
{
    if (!m_player->sourceDevice())
        m_player->setSourceDevice(&m_buffer);
    m_player->play();
}

void AudioPlayer::stop()
{
    m_player->stop();
}

void AudioPlayer::seek(qint64 milliseconds)
{
    m_player->setPosition(milliseconds);
}

} // namespace authscope::ui
